#!/bin/sh
zone="$LAB_SITE-legal.example"
dig @127.0.0.1 +short +tries=1 +time=2 "_dmarc.$zone" TXT | sed 's/" "//g; s/^"//; s/"$//; s/\\;/;/g' >/tmp/txt
count=$(grep -cE '^v *= *DMARC1 *;' /tmp/txt)
if [ "$count" -ne 1 ]; then
    printf 'found: count\nvalue count: %s\n' "$count"
    exit 1
fi
record=$(grep -E '^v *= *DMARC1 *;' /tmp/txt | tr -d ' ')
tag() { printf '%s' "$record" | tr ';' '\n' | sed -n "s/^$1=//p" | head -n 1; }
if [ "$(tag p)" != quarantine ] || [ "$(tag pct)" = 0 ]; then
    printf 'found: policy\nvalue policy: %s\n' "$(tag p)"
    exit 1
fi
case ",$(tag rua)," in
*",mailto:postmaster@$zone,"*) ;;
*) printf 'found: reports\nvalue domain: %s\n' "$zone"; exit 1 ;;
esac
