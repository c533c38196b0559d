#!/bin/bash
# Runs as root inside the machine of `npm run droplet`; see tools/droplet.ts for what it brings.
# Steps, in this order: install order security table memory kill leak ladder counters backup
# upgrade uninstall. STEPS names some of them; install is always done.
set -u
files=/mnt/files
. $files/settings.sh
services='api-server market-data-worker discord-bot ttm-squeeze-scanner vpb-scanner macd-scanner'
slice=/sys/fs/cgroup/learn2trade.slice
data=/var/lib/learn2trade
export COLUMNS=130 L2T_DATA_DIR=$data
failed=0
began=$SECONDS

step() {
  [ -z "$STEPS" ] || [[ " $STEPS " == *" $1 "* ]] || return 1
  printf '\n== %s (%d s)\n' "$*" $((SECONDS - began))
}
pass() { echo "PASS $*"; }
fail() { echo "FAIL $*"; failed=1; }
# check WHAT FIGURE OPERATOR LIMIT: figures are whole numbers
check() { if [ "$2" "-$3" "$4" ]; then pass "$1: $2"; else fail "$1: $2, wanted $3 $4"; fi; }
show() { systemctl show --value -p "$2" "$1"; }
field() { awk -v name="$1" '$1 == name { print $2 }' "$2" 2>/dev/null; }
mb() { echo $((${1:-0} / 1048576)); }
# until_true SECONDS COMMAND...: how long it took, or nothing and a failure
until_true() {
  local end=$((SECONDS + $1)) start=$SECONDS; shift
  while [ $SECONDS -lt $end ]; do
    if "$@" > /dev/null 2>&1; then echo $((SECONDS - start)); return 0; fi
    sleep 1
  done
  return 1
}
is_ready() { curl -sf --max-time 20 localhost:8000/ready; }
all_active() { local s; for s in $services; do systemctl is-active -q $s || return 1; done; }

table() {
  local s total=0 current anon file
  printf '\n%-22s %8s %8s %8s %8s %8s %9s\n' "MB: $1" current anon file High Max restarts
  for s in $services; do
    current=$(cat $slice/$s.service/memory.current 2>/dev/null || echo 0)
    anon=$(field anon $slice/$s.service/memory.stat)
    file=$(field file $slice/$s.service/memory.stat)
    printf '%-22s %8d %8d %8d %8d %8d %9s\n' $s $(mb $current) $(mb $anon) $(mb $file) \
      $(mb $(show $s MemoryHigh)) $(mb $(show $s MemoryMax)) $(show $s NRestarts)
    total=$((total + current))
  done
  printf '%-22s %8d   (slice %d)\n' total $(mb $total) $(mb $(cat $slice/memory.current))
  grep -E '^(anon|anon_thp|file|kernel|slab) ' $slice/memory.stat \
    | awk '{ printf "  %s %d MB", $1, $2 / 1048576 }'; echo
  echo "  events of the slice: $(tr '\n' ' ' < $slice/memory.events)"
  free -m | sed 's/^/  /'
}

# ---- install, as a user would
step install
free -m | sed 's/^/  /'
cp $files/l2t /opt/l2t
mkdir -p /etc/learn2trade
printf 'L2T_DEMO=1\nL2T_DEMO_SYMBOLS=%s\nL2T_DEMO_SPEED=%s\n' "$SYMBOLS" "$SPEED" > \
    /etc/learn2trade/learn2trade.env
chmod 600 /etc/learn2trade/learn2trade.env
/opt/l2t systemd install --no-start || { fail 'install'; exit 1; }
cp -r $files/data/. $data/; chown -R learn2trade: $data
# An emulated processor: more time to start and between signs of life, as the units would not need.
for s in $services; do
  mkdir -p /run/systemd/system/$s.service.d
  printf '[Service]\nTimeoutStartSec=%d\nWatchdogSec=%d\nTimeoutStopSec=120\n' \
    $((120 * PATIENCE)) $((30 * PATIENCE)) > /run/systemd/system/$s.service.d/patience.conf
done
systemctl daemon-reload
# File pages are charged to whoever reads them first: make that the services.
sync; echo 3 > /proc/sys/vm/drop_caches
systemctl start learn2trade.target && pass 'the target started' || fail 'the target did not start'
if took=$(until_true $((60 * PATIENCE)) is_ready); then pass "ready, seconds: $took"
else
  fail "not ready: $(curl -s --max-time 20 localhost:8000/ready | head -c 600)"; fi
l2t systemd status

if step order; then
  last=0
  for s in api-server market-data-worker discord-bot ttm-squeeze-scanner; do
    at=$(show $s ActiveEnterTimestampMonotonic); from=$(show $s ExecMainStartTimestampMonotonic)
    echo "  $s started at $((from / 1000)) ms, ready at $((at / 1000)) ms"
    check "$s starts after the one before is ready, microseconds" $((from - last)) gt 0
    last=$at
  done
  for s in vpb-scanner macd-scanner; do
    check "$s starts after the bot, microseconds" $(($(show $s ExecMainStartTimestampMonotonic) \
        - $(show discord-bot ActiveEnterTimestampMonotonic))) gt 0
  done
fi

if step security; then
  systemd-analyze verify /etc/systemd/system/learn2trade.target \
      /etc/systemd/system/*-scanner.service \
      /etc/systemd/system/{api-server,market-data-worker,discord-bot}.service \
    && pass 'verify is silent' || fail 'verify'
  for s in $services; do
    systemd-analyze security --no-pager --threshold=15 $s.service > /tmp/security \
      && pass "$(tail -1 /tmp/security)" || fail "$(tail -1 /tmp/security)"
  done
fi

if step table; then
  sleep 30; table 'at the start'
  sleep $((60 * MINUTES)); table "after $MINUTES minutes"
  anon=$(mb $(field anon $slice/memory.stat)); current=0
  for s in $services; do current=$((current + $(cat $slice/$s.service/memory.current))); done
  check 'total by cgroup, MB' $(mb $current) le 160
  check 'the same less file pages, which the kernel drops first, MB' \
    $(mb $(($(cat $slice/memory.current) - $(field file $slice/memory.stat)))) le 160
  check 'available, MB' $(free -m | awk '/^Mem:/ { print $7 }') ge 600
  check 'kills by the kernel' $(field oom_kill $slice/memory.events) eq 0
  curl -s --max-time 60 'localhost:8000/api/stats' | head -c 600; echo
fi

if step memory; then l2t memory --data-dir $data/demo; fi

back_after_kill() { [ "$(show $1 MainPID)" != "$2" ] && systemctl is-active -q $1; }
if step kill; then
  for s in $services; do
    pid=$(show $s MainPID); kill -9 $pid
    if took=$(until_true $((60 * PATIENCE)) back_after_kill $s $pid); then
      pass "$s is back after kill -9, seconds: $took"; else fail "$s is not back after kill -9"; fi
  done
  all_active && pass 'all six run' || fail 'not all six run'
fi

if step leak; then
  # A unit of the table with another program: the same limits, watchdog and protection.
  install -m755 $files/leak /usr/local/bin/leak
  sed "s|^ExecStart=.*|ExecStart=/usr/local/bin/leak|; s|^After=.*||; s|^CPUQuota=.*||" \
      /etc/systemd/system/vpb-scanner.service > /run/systemd/system/leak.service
  grep -E '^(Memory|Watchdog|Restart|TimeoutAbort)' /run/systemd/system/leak.service | sed 's/^/  /'
  systemctl daemon-reload; systemctl start leak
  limit=$(($(show leak MemoryHigh) - 4194304)); start=$SECONDS stalled=
  while [ $((SECONDS - start)) -lt $((60 * PATIENCE)) ] && [ "$(show leak NRestarts)" -lt 2 ]; do
    now=$(cat $slice/leak.service/memory.current 2>/dev/null || echo 0)
    [ -n "$stalled" ] || [ "$now" -lt $limit ] \
      || { stalled=$SECONDS; echo "  at its soft limit after $((SECONDS - start)) s"; }
    if [ -n "$stalled" ] && [ "$(show leak NRestarts)" -ge 1 ]; then
      check 'seconds from the soft limit to the restart' $((SECONDS - stalled)) le 60; break
    fi
    sleep 1
  done
  [ "$(show leak NRestarts)" -ge 1 ] || fail 'the leaking service was not restarted'
  journalctl -u leak --no-pager -o short-monotonic | grep -vE 'leaked' | tail -8 | sed 's/^/  /'
  systemctl stop leak; all_active && pass 'the others run on' \
    || fail 'the leak took another service with it'
fi

if step ladder; then
  s=vpb-scanner; g=$slice/$s.service
  held=$(($(cat $g/memory.current) - $(field file $g/memory.stat)))
  kills=$(field oom_kill $slice/memory.events); pid=$(show $s MainPID)
  # Its need is now 92 % of its soft limit: the guard begins below that, the kernel above.
  systemctl set-property --runtime $s MemoryHigh=$((held * 100 / 92)) MemoryMax=$((held * 3 / 2))
  sleep 90
  l2t memory --data-dir $data/demo --json > /mnt/back/memory-ladder.json
  steps=$(sqlite3 $data/demo/market_cache.db \
      "SELECT count(*) FROM memory_events WHERE kind NOT IN ('started')")
  sqlite3 -separator '  ' $data/demo/market_cache.db \
      "SELECT time(ts_ms / 1000, 'unixepoch'), kind, subject, text
         FROM memory_events ORDER BY id DESC LIMIT 12" | sed 's/^/  /'
  check 'steps of the ladder in the record' "$steps" gt 0
  check 'kills by the kernel meanwhile' $(($(field oom_kill $slice/memory.events) - kills)) eq 0
  journalctl --no-pager -o cat -u api-server | grep -i memory | tail -5 | sed 's/^/  /'
  rm -f /run/systemd/system.control/$s.service.d/*; systemctl daemon-reload
fi

if step counters; then
  before=$(field high $slice/memory.events)
  systemctl restart vpb-scanner
  check 'events of the unit after its restart' \
      "$(field high $slice/vpb-scanner.service/memory.events)" le "$before"
  check 'events of the slice after that restart' "$(field high $slice/memory.events)" ge "$before"
  sqlite3 -header -column $data/demo/market_cache.db 'SELECT * FROM services' 2>/dev/null \
    | cut -c1-120 | sed 's/^/  /'
fi

if step backup; then
  l2t backup /var/backups/learn2trade --data-dir $data/demo \
    && pass 'a backup while services run' || fail 'backup'
  ls -la /var/backups/learn2trade | sed 's/^/  /'
fi

if step upgrade; then
  cp $files/l2t-newer $files/broken /opt/
  within=$((180 * PATIENCE))
  l2t upgrade /opt/l2t-newer --ready-within $within && pass 'upgrade' || fail 'upgrade'
  cmp -s /usr/local/bin/l2t $files/l2t-newer && pass 'the new executable runs' \
    || fail 'another executable'
  l2t upgrade /opt/broken --ready-within 60; [ $? = 71 ] \
    && pass 'an upgrade that does not work fails' || fail 'a broken upgrade passed'
  cmp -s /usr/local/bin/l2t $files/l2t-newer && all_active && pass 'and was taken back' \
    || fail 'and was not taken back'
  l2t upgrade --rollback --ready-within $within && cmp -s /usr/local/bin/l2t $files/l2t \
    && pass 'rollback by hand' || fail 'rollback by hand'
fi

if step uninstall; then
  l2t systemd uninstall && [ ! -e /etc/systemd/system/api-server.service ] \
    && [ -e $data/demo/market_cache.db ] && pass 'uninstall keeps the data' || fail 'uninstall'
fi

journalctl --no-pager -o short-monotonic > /mnt/back/journal.txt
printf '\n%s after %d s\n' "$([ $failed = 0 ] && echo 'all passed' || echo 'something failed')" \
    $((SECONDS - began))
exit $failed
