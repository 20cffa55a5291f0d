#!/bin/sh
# What every file should hold is known without any backup.
home=/srv/home/archive/collections
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
found() {
    printf 'found: %s\nvalue file: %s\n' "$1" "${2#/srv}"
    exit 1
}
n=1
while [ "$n" -le 12 ]; do
    file=$(printf '%s/%s/interview-%02d.txt' "$home" "$LAB_GONE" "$n")
    [ -f "$file" ] && [ ! -L "$file" ] || found missing "$file"
    version=1
    [ "$n" -ne 7 ] || version=2
    text "$LAB_GONE" "$n" "$version" >/tmp/wanted
    cmp -s /tmp/wanted "$file" || found older "$file"
    [ "$(stat -c %u "$file")" = 1001 ] || found owner "$file"
    mode=$(stat -c %a "$file")
    case "$mode" in
    6?0) ;;
    *) echo "value mode: $mode"; found rights "$file" ;;
    esac
    n=$((n + 1))
done
folder="$home/$LAB_GONE"
[ "$(stat -c %u "$folder")" = 1001 ] || found owner "$folder"
mode=$(stat -c %a "$folder")
case "$mode" in
7?0 | 27?0) ;;
*) echo "value mode: $mode"; found rights "$folder" ;;
esac
for one in orchards braceros canneries laundries; do
    [ "$one" != "$LAB_GONE" ] || continue
    for n in 1 2 3 4 5 6 7 8 9 10; do
        file=$(printf '%s/%s/interview-%02d.txt' "$home" "$one" "$n")
        [ -f "$file" ] || found missing "$file"
        text "$one" "$n" 1 >/tmp/wanted
        head -c "$(stat -c %s /tmp/wanted)" "$file" | cmp -s - /tmp/wanted || found older "$file"
    done
    file="$home/$one/interview-04.txt"
    tail -n 1 "$file" | grep -q "^\[$one, note of .*: the daughter asked that her street is not named\]\$" || found overwritten "$file"
done
