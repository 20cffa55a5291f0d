#!/bin/sh
zone="$LAB_SITE-tenants.example"
ask() { dig @127.0.0.1 +short +tries=1 +time=2 "$@"; }
serial=$(ask "$zone" SOA | awk 'NF == 7 { print $3 }')
case "$serial" in
'' | *[!0-9]*) echo "found: silent"; exit 1 ;;
esac
# As secondaries compare them: RFC 1982, 32 bits round and round
step=$(((serial - LAB_SERIAL) & 4294967295))
if [ "$step" -eq 0 ] || [ "$step" -ge 2147483648 ]; then
    printf 'found: old\nvalue serial: %s\nvalue before: %s\n' "$serial" "$LAB_SERIAL"
    exit 1
fi
for wanted in "www CNAME $zone." "imap CNAME mail.$zone." "hotline CNAME phones.tejido.example." "mail A 203.0.113.125"; do
    set -- $wanted
    if [ "$(ask "$1.$zone" "$2")" != "$3" ]; then
        printf 'found: missing\nvalue name: %s\n' "$1.$zone"
        exit 1
    fi
done
[ "$(ask "$zone" TXT)" = '"v=spf1 mx -all"' ] || { printf 'found: missing\nvalue name: %s\n' "$zone TXT"; exit 1; }
[ "$(ask "$zone" NS | sort | tr '\n' ' ')" = "ns1.tejido.example. ns2.tejido.example. " ] || {
    printf 'found: missing\nvalue name: %s\n' "$zone NS"
    exit 1
}
