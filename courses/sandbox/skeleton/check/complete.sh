# The judged machine's files lie under /srv, read only.
file="/srv/srv/$LAB_GROUP/list.txt"
[ -f "$file" ] || exit 1
count=$(grep -c . "$file")
[ "$count" -ge 3 ] && exit 0
echo "found: lines"
echo "value count: $count"
exit 1
