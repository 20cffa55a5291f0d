#!/bin/sh
# The cron of the base, with the files of the machine; only that every time is now.
home=/var/lib/mercado
[ -d "$home/precios" ] || { printf 'found: never\nvalue line: \n'; exit 1; }
cp -a /srv/usr/local/bin/. /usr/local/bin/ 2>/dev/null
cp -a /srv/usr/local/sbin/. /usr/local/sbin/ 2>/dev/null
mark="Quelite $(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')"
today=$(date +%F)
printf '%s,7.00\n' "$mark" >>"$home/precios/$today.csv"
chown 1001:1001 "$home/precios/$today.csv"
rm -f "$home/public/tabla.html"
# Only what concerns the list: nothing else of the machine is to be started. Names, ends and rights stay as they are.
find /etc/cron.d /var/spool/cron -type f 2>/dev/null | while read -r file; do
    sed -i -E '/tabla-precios/!{/^[[:space:]]*[A-Za-z_]+[[:space:]]*=/!s/^[^#]*$/#/}; s/^[[:space:]]*([0-9*,/-]+[[:space:]]+){2}([0-9A-Za-z*,/-]+[[:space:]]+){3}/@reboot /; s/^[[:space:]]*@(daily|midnight|hourly)[[:space:]]/@reboot /' "$file"
done
sed -i -E '/tabla-precios/!{/^[[:space:]]*[A-Za-z_]+[[:space:]]*=/!s/^[^#]*$/#/}; s/^[[:space:]]*([0-9*,/-]+[[:space:]]+){2}([0-9A-Za-z*,/-]+[[:space:]]+){3}/@reboot /' /etc/crontab
service inetutils-syslogd start >/dev/null 2>&1
rm -f /run/crond.reboot
cron
tries=0
while [ ! -s "$home/public/tabla.html" ]; do
    tries=$((tries + 1))
    if [ "$tries" -ge 24 ]; then
        printf 'found: never\nvalue line: %s\n' "$(grep -h -i cron /var/log/syslog 2>/dev/null | grep -E 'tabla|ERROR|Error|bad' | tail -n 1 | sed 's/^.*lab //' | cut -c1-160)"
        exit 1
    fi
    sleep 0.25
done
grep -qF "<td>$mark</td>" "$home/public/tabla.html" || { echo 'found: stale'; exit 1; }
[ "$(stat -c %u "$home/public/tabla.html")" = 1001 ] || { echo 'found: owner'; exit 1; }
