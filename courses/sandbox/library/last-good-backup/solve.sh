#!/bin/sh
set -eu
store=/var/backups/archive
# The newest that is whole and not empty; kept aside before anything else
for file in $(ls -t "$store"/archive-*.tar.zst); do
    zstd -tq "$file" 2>/dev/null || continue
    [ "$(tar -tf "$file" | grep -c .)" -gt 0 ] || continue
    good=$file
    break
done
mkdir -p /root/kept /root/unpacked
cp -p "$good" /root/kept/
tar -C /root/unpacked -xpf "$good"
# That folder alone goes back
cp -a "/root/unpacked/data/$LAB_GONE" "/home/archive/collections/"
rm -r /root/unpacked

cat >/usr/local/sbin/backup-archive <<'END'
#!/bin/sh
# Nightly backup of the archive. Whatever goes wrong ends it, with words that cron mails.
set -eu
DEST=/var/backups/archive
KEEP=30
name="$DEST/archive-$(date +%F).tar.zst"

[ -n "$(find /home/archive/collections -type f -print -quit)" ] || { echo "backup-archive: nothing to pack" >&2; exit 1; }
trap 'rm -f "$name.part"' EXIT
tar -C /home/archive --zstd -cf "$name.part" collections
zstd -tq "$name.part"
mv "$name.part" "$name"

# Only now, with a new one that is whole
find "$DEST" -maxdepth 1 -name 'archive-*.tar.zst' -mtime +$KEEP -delete
echo "$(date '+%F %T') backup done, $(stat -c %s "$name") bytes" >>/var/log/backup-archive.log
END
# The empty ones are no backups
for file in "$store"/archive-*.tar.zst; do
    if ! zstd -tq "$file" 2>/dev/null || [ "$(tar -tf "$file" | grep -c .)" -eq 0 ]; then rm "$file"; fi
done
/usr/local/sbin/backup-archive
