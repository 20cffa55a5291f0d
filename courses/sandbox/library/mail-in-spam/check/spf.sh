#!/bin/sh
zone="$LAB_SITE-legal.example"
dig @127.0.0.1 +short +tries=1 +time=2 "$zone" TXT | sed 's/" "//g; s/^"//; s/"$//; s/\\;/;/g' >/tmp/txt
count=$(grep -ciE '^v=spf1( |$)' /tmp/txt)
if [ "$count" -ne 1 ]; then
    printf 'found: count\nvalue count: %s\n' "$count"
    exit 1
fi
record=$(grep -iE '^v=spf1( |$)' /tmp/txt | tr 'A-Z' 'a-z')
end=${record##* }
for who in mx include:_spf.tejido.example; do
    case " $record " in
    *" $who "* | *" +$who "*) ;;
    *) printf 'found: lacks\nvalue who: %s\n' "$who"; exit 1 ;;
    esac
done
for word in $record; do
    case "$word" in
    v=spf1 | mx | +mx | include:_spf.tejido.example | +include:_spf.tejido.example | a | +a | a:mail."$zone" | ip4:203.0.113.46 | ip4:203.0.113.46/32) ;;
    -all | "~all") ;;
    all | +all | "?all" | redirect=*) printf 'found: open\nvalue end: %s\n' "$word"; exit 1 ;;
    *) printf 'found: allows\nvalue who: %s\n' "$word"; exit 1 ;;
    esac
done
case "$end" in
-all | "~all") ;;
*) printf 'found: open\nvalue end: %s\n' "$end"; exit 1 ;;
esac
grep -qxF "tejido-verification=$LAB_SITE-7c1e" /tmp/txt || { echo 'found: lost'; exit 1; }
