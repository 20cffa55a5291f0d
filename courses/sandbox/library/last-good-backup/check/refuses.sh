#!/bin/sh
# The same on a night when somebody has renamed the folder again.
store=/var/backups/archive
cp /srv/usr/local/sbin/backup-archive /usr/local/sbin/ 2>/dev/null && chmod 755 /usr/local/sbin/backup-archive
mkdir -p "$store" /home/archive
rm -rf /home/archive/collections.away
[ ! -e /home/archive/collections ] || mv /home/archive/collections /home/archive/collections.away
# What was there before is forty days old, and still better than nothing
old="$store/archive-$(date -d '40 days ago' +%F).tar.zst"
echo whole | zstd -q -o "$old"
touch -d '40 days ago' "$old"
find "$store" -type f -exec sha256sum {} + >/tmp/before
timeout 20 /usr/local/sbin/backup-archive </dev/null >/tmp/said 2>&1
code=$?
while read -r _sum file; do
    [ -e "$file" ] || { printf 'found: deleted\nvalue file: %s\n' "$file"; exit 1; }
done </tmp/before
find "$store" -type f -name '*.tar*' ! -name '*.part' ! -name '*.tmp' -exec sha256sum {} + >/tmp/after
new=$(grep -vxFf /tmp/before /tmp/after | head -n 1 | cut -c67-)
[ -z "$new" ] || { printf 'found: empty\nvalue file: %s\n' "$new"; exit 1; }
[ "$code" -ne 0 ] || { echo 'found: quiet'; exit 1; }
