#!/bin/sh
set -eu
useradd --uid 1001 --create-home --home-dir /home/archive --shell /bin/bash archive
home=/home/archive
store=/var/backups/archive
mkdir -p "$home/data" "$store/weekly"
# The last night's run, at 2:30 or a little after
last=$(date +%F)
[ "$(date +%H)" -ge 3 ] || last=$(date -d yesterday +%F)
night() { date -d "$last -$1 days" +%F; }

text() { # folder, number, version
    awk -v f="$1" -v n="$2" -v v="$3" -v m="$LAB_MARK" 'BEGIN {
        words = split("water ladder foreman bus letter frost union truck kitchen hands apples smoke morning pay priest river strike sister", w, " ")
        printf "Interview %02d, %s. Transcript, version %d.\n\n", n, f, v
        x = m * 7919 + n * 104729 + length(f) * 31
        for (line = 0; line < 260; line++) {
            row = ""
            for (k = 0; k < 9; k++) { x = (x * 16807) % 2147483647; row = row w[x % words + 1] " " }
            print row (v > 1 && line == 40 ? "[corrected with the family]" : "") } }'
}
file() { printf '%s/interview-%02d.txt' "$1" "$2"; }
collections="orchards braceros canneries laundries"
others=""
for one in $collections; do [ "$one" = "$LAB_GONE" ] || others="$others $one"; done
for one in $collections; do
    mkdir -p "$home/data/$one"
    for n in 1 2 3 4 5 6 7 8 9 10; do text "$one" "$n" 1 >"$(file "$home/data/$one" "$n")"; done
done
chmod 750 "$home"
settle() {
    chown -R archive:archive "$home/data"
    find "$home/data" -type d -exec chmod 2770 {} +
    find "$home/data" -type f -exec chmod 660 {} +
}
pack() { # name, days before the last night
    tar -C "$home" -cf - $(for one in $others "$LAB_GONE"; do echo "data/$one"; done) | zstd -q -f -o "$store/$1"
    touch -d "$(night "$2") 02:30:${3:-41}" "$store/$1"
}
settle
pack "weekly/archive-weekly-$(night 22).tar.zst" 22
# Worked on afterwards: two interviews more, one corrected
text "$LAB_GONE" 7 2 >"$(file "$home/data/$LAB_GONE" 7)"
text "$LAB_GONE" 11 1 >"$(file "$home/data/$LAB_GONE" 11)"
text "$LAB_GONE" 12 1 >"$(file "$home/data/$LAB_GONE" 12)"
settle
pack "archive-$(night 7).tar.zst" 7
# A power cut in the middle of it
cp "$store/archive-$(night 7).tar.zst" "$store/archive-$(night 6).tar.zst"
truncate -s "$(($(stat -c %s "$store/archive-$(night 7).tar.zst") * 93 / 100))" "$store/archive-$(night 6).tar.zst"
touch -d "$(night 6) 02:30:22" "$store/archive-$(night 6).tar.zst"

# The move, and everything since
mv "$home/data" "$home/collections"
for ago in 5 4 3 2 1 0; do
    tar -cf - --files-from /dev/null | zstd -q -f -o "$store/archive-$(night "$ago").tar.zst"
    touch -d "$(night "$ago") 02:30:01" "$store/archive-$(night "$ago").tar.zst"
done
for one in $others; do
    for n in 1 2 3 4 5 6 7 8 9 10; do touch -d "$(night 30) 16:$((10 + n))" "$(file "$home/collections/$one" "$n")"; done
    echo "[$one, note of $(night 2): the daughter asked that her street is not named]" >>"$(file "$home/collections/$one" 4)"
    touch -d "$(night 2) 17:20" "$(file "$home/collections/$one" 4)"
    touch -d "$(night 2) 17:20" "$home/collections/$one"
done
rm -r "$home/collections/$LAB_GONE"
touch -d "$(date -d '2 hours ago' '+%F %T')" "$home/collections"

cat >/usr/local/sbin/backup-archive <<'END'
#!/bin/sh
# Nightly backup of the archive
DEST=/var/backups/archive
KEEP=7

cd /home/archive
tar -cf - data 2>/dev/null | zstd -q -f -o "$DEST/archive-$(date +%F).tar.zst"

# tidy up
find "$DEST" -name 'archive-*.tar.zst' -mtime +$KEEP -delete

echo "$(date '+%F %T') backup done" >>/var/log/backup-archive.log
END
chmod 755 /usr/local/sbin/backup-archive
printf '# Nightly backup of the archive\n30 2 * * * root /usr/local/sbin/backup-archive\n' >/etc/cron.d/backup-archive
ago=20
while [ "$ago" -ge 0 ]; do
    [ "$ago" -eq 6 ] || echo "$(night "$ago") 02:30:$((41 - (ago < 6) * 40)) backup done"
    ago=$((ago - 1))
done | sed 's/:\([0-9]\) backup/:0\1 backup/' >/var/log/backup-archive.log
chmod 700 "$store"
touch -d "$(night 0) 02:30:01" /var/log/backup-archive.log "$store"
touch -d '4 years ago 10:10' /usr/local/sbin/backup-archive /etc/cron.d/backup-archive

printf 'cd collections\nls\nrm -r %s-old\nrm -r %s\nls\n' "$LAB_GONE" "$LAB_GONE" >"$home/.bash_history"
chown archive:archive "$home/.bash_history" "$home"
chmod 600 "$home/.bash_history"
touch -d "$(date -d '2 hours ago' '+%F %T')" "$home/.bash_history"
