#!/bin/sh
# Lines of files that cron reads, and only those
lines() {
    for file in /srv/etc/crontab /srv/etc/cron.d/* /srv/var/spool/cron/crontabs/*; do
        [ -f "$file" ] || continue
        case "${file##*/}" in
        *[!A-Za-z0-9_-]*) continue ;;
        esac
        grep -E '^[^#]*tabla-precios' "$file"
    done
}
lines >/tmp/lines
[ -s /tmp/lines ] || { echo 'found: none'; exit 1; }
while read -r minute hour day month week rest; do
    if [ "${minute#0}" != "$LAB_MINUTE" ] || [ "${hour#0}" != "$LAB_HOUR" ] || [ "$day $month" != "* *" ]; then
        other="$minute $hour $day $month $week"
    fi
    case "$week" in
    '*' | 0-6 | 1-7 | 0-7) ;;
    *) other="$minute $hour $day $month $week" ;;
    esac
done </tmp/lines
if [ -n "${other:-}" ]; then
    printf 'found: other\nvalue when: %s\n' "$other"
    exit 1
fi
