import { expect, test } from "bun:test";
import { makeHost } from "../../../testing/made-up-host.ts";
import { findInstalledUnits } from "./installed-units.ts";

const units = "etc/systemd/system";
const mb = 2 ** 20;

test("units are those of our names, with the last value of unit and drop-ins", () => {
  const host = makeHost({
    [`${units}/api-server.service`]:
      "[Service]\nMemoryMax=80M\nMemoryHigh=64M\nMemorySwapMax=0\n#MemoryMax=1G\n",
    [`${units}/api-server.service.d/10-more.conf`]: "[Service]\nMemoryMax=90M\n",
    [`${units}/api-server.service.d/20-old.conf.bak`]: "[Service]\nMemoryMax=1M\n",
    [`${units}/vpb-scanner.service`]: "[Service]\nMemoryMax=infinity\n",
    [`${units}/other.service`]: "[Service]\nMemoryMax=5M\n",
  });
  expect(findInstalledUnits(host.root)).toEqual([
    {
      service: "api-server",
      memoryMaxBytes: 90 * mb,
      memoryHighBytes: 64 * mb,
      memorySwapMaxBytes: 0,
    },
    {
      service: "vpb-scanner",
      memoryMaxBytes: Number.POSITIVE_INFINITY,
      memoryHighBytes: undefined,
      memorySwapMaxBytes: undefined,
    },
  ]);
  host.dispose();
});

test("a machine without systemd has none", () => {
  const host = makeHost({ "etc/hostname": "box\n" });
  expect(findInstalledUnits(host.root)).toEqual([]);
  host.dispose();
});
