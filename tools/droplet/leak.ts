/**
 * A service that leaks: tells systemd that it is alive from the same timer that takes memory, so
 * that it falls silent when the kernel slows it down. Compiled for `npm run droplet` only.
 */
import { spawn } from "node:child_process";

const leakBytes = 1_048_576;
const leakPauseMs = 100;
const aliveEvery = 50;
const kept: Buffer[] = [];

function tell(word: string): void {
  spawn("systemd-notify", [word], { stdio: "ignore" });
}

tell("READY=1");
setInterval(() => {
  // Filled, since pages that were never written cost nothing.
  kept.push(Buffer.alloc(leakBytes, 1));
  if (kept.length % aliveEvery === 0) {
    tell("WATCHDOG=1");
    console.log(`${kept.length} MB leaked`);
  }
}, leakPauseMs);
