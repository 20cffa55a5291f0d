"""What the agent is asked: programs of the image, in a container that the learner cannot write to, look at the learner's
container through ``/proc/<its first process>/root``. No program of a learner's takes part.

Looking goes into the learner's root first (``chroot``), so that no link leads out of it. The little programs are Perl's own
words alone: nothing is loaded after that. Source: proc(5), perlfunc(1), GNU findutils (``-printf``).
"""

import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from courses.sandbox.runtimes.k8s.pods import WAITS
from courses.sandbox.runtimes.local import archives
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

PERL = "/usr/bin/perl"
# Of Kubernetes and of the kernel, not of the learner.
APART = ("dev", "proc", "sys", "run", "tmp", "seen", "etc/hosts", "etc/hostname", "etc/resolv.conf")
NOT_THERE = 3

# The learner's first process: the oldest that waits with its words. Whoever says the same later is younger.
FIRST = r"""
my ($first, $oldest);
opendir(my $all, "/proc");
for my $one (grep /^\d+$/, readdir $all) {
  open(my $file, "<", "/proc/$one/cmdline") or next; local $/; my $said = <$file>;
  next unless defined $said && $said eq "WORDS";
  open($file, "<", "/proc/$one/stat") or next; my $stat = <$file>; $stat =~ s/.*\)//s;
  my $born = (split " ", $stat)[19];
  ($first, $oldest) = ($one, $born) if !defined $oldest || $born < $oldest || ($born == $oldest && $one < $first);
}
die "no first process\n" unless defined $first;
""".replace("WORDS", "".join(rf"{word}\0" for word in WAITS))

LOOK = (
    FIRST
    + r"""
my ($path, $most) = @ARGV;
chroot "/proc/$first/root" or die "root: $!\n"; chdir "/";
my @about = stat $path; my $kind = "";
if (!@about) { @about = lstat $path or exit 3; $kind = "link" }
$kind ||= -f _ ? "file" : -d _ ? "folder" : "other";
my $content = "";
if ($kind eq "file") { sysopen(my $file, $path, 04000) or die "$!\n"; sysread $file, $content, $most }
printf "%s %d %d %d %d %s\n", $kind, $about[2] & 07777, @about[4, 5, 7], $about[9];
print $content;
"""
)

PLANT = (
    FIRST
    + r"""
my ($path, $mode, $size) = @ARGV;
my $content = "";
while (length $content < $size) { sysread(STDIN, $content, $size - length $content, length $content) or last }
chroot "/proc/$first/root" or die "root: $!\n"; chdir "/";
sysopen(my $file, $path, 0301, 0600) or die "$!\n";
syswrite($file, $content) == $size or die "$!\n"; chmod $mode, $path or die "$!\n";
"""
)

PROGRAMS = (
    FIRST
    + r"""
sub slurp { open(my $file, "<", $_[0]) or return ""; local $/; my $all = <$file>; defined $all ? $all : "" }
sub same { my ($one, $two) = @_; open(my $a, "<", $one) or return 0; open(my $b, "<", $two) or return 0;
  my ($x, $y); while (1) { sysread $a, $x, 262144; sysread $b, $y, 262144; return 0 if $x ne $y; return 1 if $x eq "" } }
my %port;
for my $kind ("tcp", "tcp6", "udp", "udp6") { for (split /\n/, slurp("/proc/$first/net/$kind")) {
  my @part = split; next unless @part > 9 && $part[3] eq ($kind =~ /tcp/ ? "0A" : "07");
  $port{"socket:[$part[9]]"} = hex((split /:/, $part[1])[-1]) } }
my $own = join " ", (stat "/")[0, 1]; my $root = "/proc/$first/root"; my $mounts = slurp("/proc/$first/mountinfo");
my %same;
opendir($all, "/proc");
for my $one (sort { $a <=> $b } grep /^\d+$/, readdir $all) {
  next if $one == 1 || $one == $first || $one == $$;
  my $here = join " ", (stat "/proc/$one/root/")[0, 1]; next if $here eq "" || $here eq $own;
  my $path = readlink "/proc/$one/exe"; next unless defined $path;
  my ($user) = slurp("/proc/$one/status") =~ /^Uid:\s+\d+\s+(\d+)/m;
  my %code = ($path => 1);
  for (split /\n/, slurp("/proc/$one/maps")) { my @part = split " ", $_, 6;
    $code{$part[5]} = 1 if $part[1] =~ /x/ && @part == 6 && $part[5] !~ /^\[/ }
  my $pristine = slurp("/proc/$one/mountinfo") eq $mounts && same("/proc/$one/exe", $path);
  for (keys %code) { $same{$_} = (-f $_ && same("$root$_", $_)) unless exists $same{$_}; $pristine &&= $same{$_} }
  my %ports; opendir(my $files, "/proc/$one/fd");
  for (readdir $files) { my $to = readlink "/proc/$one/fd/$_"; $ports{$port{$to}} = 1 if defined $to && $port{$to} }
  my $arguments = slurp("/proc/$one/cmdline"); $arguments =~ s/\0$//;
  print join("\x1f", $path, $user, $pristine ? 1 : 0, join(",", sort { $a <=> $b } keys %ports), $arguments), "\x1e";
}
"""
)

# All names of a tree on its own file system: kind, mode, owner, group, size, moment, link, name; each with a zero after it.
FIELDS = r"%y\0%m\0%U\0%G\0%s\0%T@\0%l\0%P\0"
FIND = ("/usr/bin/find", "{root}", "-xdev", "-printf", FIELDS)
WHERE = FIRST + 'print "/proc/$first/root";'


@dataclass(frozen=True)
class Entry:
    kind: str
    mode: str
    owner: str
    group: str
    size: str
    modified: str
    target: str

    def is_like(self, other: "Entry") -> bool:
        """A folder's size is its file system's affair."""
        if self.kind == other.kind == "d":
            return (self.mode, self.owner, self.group, self.modified) == (
                other.mode,
                other.owner,
                other.group,
                other.modified,
            )
        return self == other


def entries(told: bytes) -> dict[str, Entry]:
    parts = told.split(b"\0")[:-1]
    if len(parts) % 8:
        raise RuntimeFailure("snapshot: the list of files broke off")
    found = {}
    for start in range(0, len(parts), 8):
        words = [part.decode("utf-8", "surrogateescape") for part in parts[start : start + 8]]
        if words[7] and not _is_apart(words[7]):
            found[words[7]] = Entry(*words[:7])
    return found


def _is_apart(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}/") for one in APART)


def changed(base: Mapping[str, Entry], now: Mapping[str, Entry]) -> list[str]:
    """Sorted, with the folders of whatever changed."""
    found = {name for name, entry in now.items() if name not in base or not entry.is_like(base[name])}
    for name in [*found, *deleted(base, now)]:
        while "/" in name:
            name = name.rpartition("/")[0]
            found.add(name)
    return sorted(name for name in found if name in now and now[name].kind in "fdlp")


def deleted(base: Mapping[str, Entry], now: Mapping[str, Entry]) -> list[str]:
    """Only the uppermost of what is gone; and what became another kind of thing is first of all gone."""
    gone = {name for name in base if name not in now or (base[name].kind == "d") != (now[name].kind == "d")}
    return sorted(name for name in gone if not any(above in gone for above in _above(name)))


def _above(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def with_deleted(archive: IO[bytes], into: IO[bytes], gone: Iterable[str]) -> None:
    """As other runtimes archive it: what is gone is a device without a number, like an overlay says it."""
    with (
        tarfile.open(fileobj=archive, mode="r|") as content,
        tarfile.open(fileobj=into, mode="w|", format=tarfile.PAX_FORMAT) as whole,
    ):
        for name in gone:
            member = tarfile.TarInfo(f"./{name}")
            member.type, member.mode = tarfile.CHRTYPE, 0
            whole.addfile(member)
        for member in content:
            whole.addfile(member, content.extractfile(member) if member.isreg() else None)


def without_deleted(archive: IO[bytes], into: IO[bytes]) -> list[str]:
    """``archive``, a plain tar of a snapshot; the names of what is gone. A folder that an overlay calls opaque has lost all
    that the base had in it."""
    gone = []
    with (
        tarfile.open(fileobj=archive, mode="r|") as content,
        tarfile.open(fileobj=into, mode="w|", format=tarfile.PAX_FORMAT) as whole,
    ):
        for member in content:
            name = member.name.removeprefix("./")
            if member.type == tarfile.CHRTYPE:
                gone.append(name)
                continue
            if member.pax_headers.get(archives.OPAQUE):
                gone.append(name)
            member.pax_headers = {key: value for key, value in member.pax_headers.items() if key != archives.OPAQUE}
            if not _is_apart(name):
                whole.addfile(member, content.extractfile(member) if member.isreg() else None)
    return gone


def seen(told: bytes) -> dict[str, Any]:
    head, _, content = told.partition(b"\n")
    kind, mode, owner, group, size, modified = head.decode().split(" ")
    return {"kind": kind, "mode": int(mode), "owner": int(owner), "group": int(group), "size": int(size),
            "modified": float(modified), "content": content}  # fmt: skip


def programs(told: bytes) -> list[dict[str, Any]]:
    found = []
    for line in told.split(b"\x1e")[:-1]:
        path, user, pristine, ports, arguments = line.decode("utf-8", "replace").split("\x1f", 4)
        found.append({
            "path": path, "user": int(user), "is_pristine": pristine == "1",
            "ports": tuple(int(one) for one in ports.split(",") if one), "arguments": tuple(arguments.split("\0")),
        })  # fmt: skip
    return found


def most(limits: Limits) -> int:
    """Bytes that a plain archive of a full disk takes."""
    return limits.disk + limits.files * 3072
