#!/bin/sh
# The old habit: memory of the machine, the five largest processes, and each service against its
# limits. All of it is "l2t memory"; what is given here goes on to it (--watch, --json, --help).
here=$(dirname "$(readlink -f "$0")")
for program in "${L2T:-}" "$here/l2t" "$here/../bin/l2t" "$(command -v l2t)"; do
  if [ -n "$program" ] && [ -x "$program" ]; then
    exec "$program" memory "$@"
  fi
done
echo "check_memory.sh: no l2t beside it or on the path; name it with L2T=/path/to/l2t" >&2
exit 127
