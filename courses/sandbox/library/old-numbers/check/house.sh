#!/bin/sh
rm -f /etc/unbound/unbound.conf.d/root-auto-trust-anchor-file.conf
mkdir -p /var/log && : >/var/log/unbound.log && chown unbound:unbound /var/log/unbound.log
unbound-checkconf >/dev/null 2>&1 || { echo 'found: invalid'; exit 1; }
unbound-checkconf -o access-control | awk '$2 ~ /^allow/ { print $1 }' >/tmp/nets
let_in=""
while read -r net; do
    case "$net" in
    127.* | ::1 | ::1/*) ;;
    10.77.0.*/2[4-9] | 10.77.0.*/3[0-2] | 10.77.1.*/2[4-9] | 10.77.1.*/3[0-2] | 10.77.*/1[6-9] | 10.77.*/2[0-3]) ;;
    *) printf 'found: open\nvalue net: %s\n' "$net"; exit 1 ;;
    esac
    case "$net" in
    10.77.0.0/* | 10.77.0.30/32 | 10.77.0.0) let_in=yes ;;
    esac
done </tmp/nets
[ -n "$let_in" ] || { echo 'found: shut'; exit 1; }
for wanted in "ns 10.77.0.20" "impresora 10.77.0.$LAB_PRINTER" "camas 10.77.0.10"; do
    set -- $wanted
    address=$(dig @10.77.0.20 +short +tries=1 +time=2 "$1.casa-$LAB_PLACE.example" A | head -n 1)
    if [ "$address" != "$2" ]; then
        printf 'found: wrong\nvalue name: %s\nvalue address: %s\n' "$1.casa-$LAB_PLACE.example" "$(printf '%s' "$address" | cut -c1-60)"
        exit 1
    fi
done
