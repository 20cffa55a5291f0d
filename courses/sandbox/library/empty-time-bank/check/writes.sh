#!/bin/sh
host="Host: banco-$LAB_PLACE.example"
mark=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
# Between people whom nobody else counts
status=$(curl -s -m 5 -o /dev/null -w '%{http_code}' -H "$host" --data-urlencode "quien=Prueba $mark" --data-urlencode "para=Prueba $mark" \
    -d horas=1 --data-urlencode "que=Faena $mark" http://127.0.0.1/)
case "$status" in
200 | 302 | 303) ;;
*) printf 'found: refused\nvalue status: %s\n' "$status"; exit 1 ;;
esac
curl -s -m 5 -o /tmp/hours -H "$host" http://127.0.0.1/
grep -qF "Faena $mark" /tmp/hours && grep -qF "Arreglo de $LAB_TASK" /tmp/hours || { echo 'found: lost'; exit 1; }
open=$(find /srv/var/lib/banco /srv/srv/banco /srv/etc/banco -perm -o+w ! -type l -print -quit 2>/dev/null)
if [ -n "$open" ]; then
    printf 'found: open\nvalue path: %s\n' "${open#/srv}"
    exit 1
fi
