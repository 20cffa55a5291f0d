#!/bin/sh
# The script of the machine with the programs of the base, on a copy of what it packs.
store=/var/backups/archive
cp /srv/usr/local/sbin/backup-archive /usr/local/sbin/ 2>/dev/null || { printf 'found: ended\nvalue code: 127\nvalue line: \n'; exit 1; }
chmod 755 /usr/local/sbin/backup-archive
mkdir -p "$store" /home/archive/collections/today
mark=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
echo "$mark" >/home/archive/collections/today/note.txt
# What is younger than thirty days has to be there afterwards; that of tonight may be written anew
young="$store/archive-$(date -d '20 days ago' +%F).tar.zst"
[ -e "$young" ] || head -c 20000 /dev/urandom | zstd -q -o "$young"
touch -d '20 days ago' "$young"
good=$(find "$store" -maxdepth 1 -name 'archive-*.tar.zst' -size +10k -mtime -30 ! -name "*$(date +%F)*" | sort)
touch -d '1 minute ago' /tmp/before
timeout 20 /usr/local/sbin/backup-archive </dev/null >/tmp/said 2>&1
code=$?
if [ "$code" -ne 0 ]; then
    printf 'found: ended\nvalue code: %s\nvalue line: %s\n' "$code" "$(tail -n 1 /tmp/said | cut -c1-160)"
    exit 1
fi
new=$(find "$store" -type f -newer /tmp/before ! -name '*.log' ! -name '*.sha*' ! -name '*.md5' | sort | tail -n 1)
[ -n "$new" ] || { echo 'found: none'; exit 1; }
mkdir /tmp/unpacked
tar -C /tmp/unpacked -xf "$new" 2>/dev/null || { echo 'found: without'; exit 1; }
seen=$(find /tmp/unpacked -path '*collections/today/note.txt' -type f | head -n 1)
[ -n "$seen" ] && [ "$(cat "$seen")" = "$mark" ] || { echo 'found: without'; exit 1; }
for one in orchards braceros canneries laundries; do
    [ ! -d "/home/archive/collections/$one" ] || [ -d "${seen%/today/note.txt}/$one" ] || { echo 'found: without'; exit 1; }
done
for file in $good; do
    [ -e "$file" ] || { printf 'found: deleted\nvalue file: %s\n' "$file"; exit 1; }
done
