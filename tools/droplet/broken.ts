/**
 * An executable that passes for a newer l2t until a service of it starts. Compiled for
 * `npm run droplet` only: the upgrade to it has to be taken back.
 */
const [command] = process.argv.slice(2);
if (command === "--version") process.stdout.write("l2t 99.0.0\n");
else if (command === "service") {
  process.stderr.write("this version does not work\n");
  process.exit(70);
}
