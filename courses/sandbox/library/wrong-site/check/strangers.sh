#!/bin/sh
nc -z -w 2 127.0.0.1 80 || { echo 'found: down'; exit 1; }
for name in "$(od -An -N5 -tx1 /dev/urandom | tr -d ' \n').example" 127.0.0.1; do
    rm -f /tmp/page
    curl -s -m 4 -o /tmp/page -H "Host: $name" http://127.0.0.1/
    title=$(sed -n 's:.*<title>\(.*\)</title>.*:\1:p' /tmp/page 2>/dev/null | head -n 1)
    case "$title" in
    *Comedor* | *Panal* | *Archivo*)
        printf 'found: shown\nvalue name: %s\nvalue title: %s\n' "$name" "$title"
        exit 1
        ;;
    esac
done
