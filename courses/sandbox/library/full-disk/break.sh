#!/bin/sh
set -eu
useradd --system --home-dir /srv/meshmap --no-create-home --shell /usr/sbin/nologin meshmap
mkdir -p /srv/meshmap/data /var/log/meshmap
day() { date -d "$1" +%F; }

cat >/usr/local/sbin/meshmap <<'END'
#!/bin/sh
# Asks the neighbours' routers how they are, and writes it down for the map.
. /etc/meshmap.conf
exec >>/var/log/meshmap/meshmap.log 2>&1
say() { echo "$(date '+%F %T') $*"; }
say "INFO start, level $level, $(echo $nodes | wc -w) nodes"
round=0
while :; do
    now=$(date '+%F %T')
    for node in $nodes; do
        room=$(df --output=avail -k /srv/meshmap | tail -n 1)
        if [ "$room" -lt 1024 ]; then
            say "ERROR $node: disk almost full, nothing measured"
            break
        fi
        etx=$(awk -v n="$node" -v r="$round" 'BEGIN { srand(r * 31 + length(n)); printf "%.2f", 1 + rand() }')
        echo "$now,$node,$etx" >>"/srv/meshmap/data/${now%% *}.csv"
    done
    if [ "$level" = debug ]; then
        awk -v now="$now" -v net="$network" 'BEGIN { for (i = 0; i < 20; i++)
            printf "%s DEBUG olsr: HELLO from %s.%d.%d seq=%d lq=0.%03d nlq=0.%03d willingness=3 htime=2.00\n", now, net, i % 7 + 1, i % 250 + 1, i * 17, i % 1000, (i * 7) % 1000 }'
    fi
    [ $((round % 30)) -ne 0 ] || say "INFO all nodes asked"
    round=$((round + 1))
    sleep 2
done
END
cat >/etc/init.d/meshmap <<'END'
#!/bin/sh
### BEGIN INIT INFO
# Provides:          meshmap
# Required-Start:    $local_fs $network
# Required-Stop:     $local_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: map of the neighbourhood network
### END INIT INFO
PIDFILE=/run/meshmap.pid
start() {
    start-stop-daemon --start --quiet --background --make-pidfile --pidfile $PIDFILE --chuid meshmap:meshmap \
        --startas /bin/sh -- /usr/local/sbin/meshmap
}
stop() {
    start-stop-daemon --stop --quiet --oknodo --retry 3 --pidfile $PIDFILE --remove-pidfile
}
case "$1" in
start) start ;;
stop) stop ;;
restart | force-reload) stop; start ;;
status) start-stop-daemon --status --pidfile $PIDFILE && echo "meshmap is running" ;;
*) echo "Usage: $0 {start|stop|restart|status}" >&2; exit 2 ;;
esac
END
chmod 755 /usr/local/sbin/meshmap /etc/init.d/meshmap
cat >/etc/meshmap.conf <<END
# Map of the $LAB_PLACE network
network=10.$LAB_SECOND
nodes="library-roof water-tower bakery church-attic school-gym"

# error, info or debug
# debug to find out why $LAB_NODE keeps dropping out. set back when done!! -- ray
level=debug
END
cat >/etc/logrotate.d/meshmap <<'END'
/var/log/mesh-map/*.log {
	weekly
	rotate 4
	compress
	missingok
	notifempty
}
END

# Measurements of the past days
measured() { # day, lines
    awk -v day="$1" -v count="$2" -v k="$LAB_SECOND" 'BEGIN {
        split("library-roof water-tower bakery church-attic school-gym", node, " ")
        for (i = 0; i < count; i++) { s = i * 86400 / count
            printf "%s %02d:%02d:%02d,%s,%.2f\n", day, s / 3600, s % 3600 / 60, s % 60, node[i % 5 + 1], 1 + (i * k % 97) / 97 } }' >"/srv/meshmap/data/$1.csv"
}
for ago in 6 5 4 3 2 1; do measured "$(day "$ago days ago")" 7200; done

# The log: quiet for a week, then somebody wanted to know everything
log=/var/log/meshmap/meshmap.log
ago=9
while [ "$ago" -ge 3 ]; do
    d=$(day "$ago days ago")
    for hour in 00 04 08 12 16 20; do echo "$d $hour:17:41 INFO all nodes asked"; done
    echo "$d 21:03:12 WARN $LAB_NODE: no answer, 3rd time today"
    ago=$((ago - 1))
done >"$log"
echo "$(day '2 days ago') 18:44:09 INFO start, level debug, 5 nodes" >>"$log"
chown -R meshmap:meshmap /srv/meshmap /var/log/meshmap
chmod 775 /var/log/meshmap
chmod 644 "$log"
touch -d '2 days ago 18:43:31' /etc/meshmap.conf
touch -d '3 years ago 19:12' /etc/logrotate.d/meshmap
touch -d '2 years ago 15:38' /usr/local/sbin/meshmap /etc/init.d/meshmap
for file in /srv/meshmap/data/*.csv; do
    name=${file##*/}
    touch -d "${name%.csv} 23:59:50" "$file"
done
touch -d "$(day yesterday) 23:59:50" /srv/meshmap/data "/srv/meshmap/data/$(day yesterday).csv"

# To the brim
perl - "$log" "$(date -d '2 days ago 18:44:11' +%s)" "$(date -d 'yesterday 23:59:52' +%s)" "10.$LAB_SECOND" <<'END'
use strict; use warnings; use POSIX qw(strftime);
my ($log, $from, $to, $net) = @ARGV;
open my $out, ">>", $log or die;
my @hello = map { sprintf " DEBUG olsr: HELLO from %s.%d.%d seq=%d lq=0.%03d nlq=0.%03d willingness=3 htime=2.00\n",
    $net, $_ % 7 + 1, $_ % 250 + 1, $_ * 17 % 65536, $_ % 1000, $_ * 7 % 1000 } 0 .. 1749;
my ($now, $minute, $text, $i) = ($from, "", "", 0);
FILL: while (1) {
    for (1 .. 200) {
        $minute = strftime("%F %H:%M", localtime $now) if $minute eq "" || $now % 60 == 0;
        my $stamp = sprintf "%s:%02d", $minute, $now % 60;
        $text .= $stamp . $hello[$i++ % 1750] for 1 .. 5 + $now % 2;
        $now++ if $now < $to;
    }
    while (length $text) {
        my $size = length $text;
        my $done;
        while (!defined($done = syswrite $out, $text, $size)) { last FILL if $size < 2; $size = int($size / 2) }
        substr $text, 0, $done, "";
    }
}
END
touch -d "$(day yesterday) 23:59:52" "$log"
