#!/bin/sh
config="/srv/srv/www/$LAB_SITE/config.php"
for who in 33 65534; do
    if setpriv --reuid "$who" --regid "$who" --clear-groups -- test -r "$config"; then
        echo 'found: open'
        exit 1
    fi
done
for path in / /hours.php /prices.php /index.php; do
    status=$(curl -s -m 5 -o /tmp/page -w '%{http_code}' -H "Host: $LAB_SITE-bikes.example" "http://127.0.0.1$path")
    if grep -qF '<?' /tmp/page; then
        printf 'found: source\nvalue path: %s\n' "$path"
        exit 1
    fi
    if [ "$status" != 200 ]; then
        printf 'found: broken\nvalue path: %s\nvalue status: %s\n' "$path" "$status"
        exit 1
    fi
done
if grep -qsE '^[[:space:]]*user[[:space:]]*=[[:space:]]*(root|0)[[:space:]]*$' /etc/php/8.2/fpm/pool.d/*.conf; then
    echo 'found: root'
    exit 1
fi
nginx -t 2>/dev/null || { printf 'found: untested\nvalue program: nginx\n'; exit 1; }
