#!/usr/bin/perl
# Pretends to be what a lab asks for: answers canned words on ports, and canned records to whoever asks for names.
# Lines of /opt/pretend: "say PORT HEX" (HTTP or any other), "mail PORT", "name PORT NAME TYPE RDATA-HEX".
use strict;
use Socket;
use IO::Socket::INET;
use IO::Select;

my (%say, %mail, %name);
open(my $told, '<', '/opt/pretend') or exit 0;
while (<$told>) {
    my ($what, $port, @rest) = split;
    if    ($what eq 'say')  { $say{$port} = pack('H*', $rest[0] // '') }
    elsif ($what eq 'mail') { $mail{$port} = 1 }
    elsif ($what eq 'name') { push @{ $name{$port}{ lc "$rest[0] $rest[1]" } }, $rest[2] // '' }
}
$SIG{CHLD} = $SIG{PIPE} = $SIG{HUP} = 'IGNORE';
exit 0 if fork;
open(STDIN, '<', '/dev/null'); open(STDOUT, '>', '/dev/null'); open(STDERR, '>', '/dev/null');

my (%is_stream, %port_of);
my $all = IO::Select->new;
for my $port (keys %{ { %say, %mail, %name } }) {
    my %where = (LocalPort => $port, ReuseAddr => 1);
    if (my $stream = IO::Socket::INET->new(%where, Listen => 64)) { $all->add($stream); $is_stream{$stream} = 1; $port_of{$stream} = $port }
    next unless $name{$port};
    if (my $asked = IO::Socket::INET->new(%where, Proto => 'udp')) { $all->add($asked); $port_of{$asked} = $port }
}
exit 0 unless $all->count;
while (my @ready = $all->can_read) {
    for my $socket (@ready) {
        my $port = $port_of{$socket};
        if ($is_stream{$socket}) {
            my $peer = $socket->accept or next;
            if (fork) { close $peer; next }
            answer($peer, $port);
            exit 0;
        }
        my $from = $socket->recv(my $question, 4096) or next;
        $socket->send(named($question, $port), 0, $from);
    }
}

sub answer {
    my ($peer, $port) = @_;
    alarm 5;
    if ($name{$port}) {
        sysread($peer, my $length, 2);
        sysread($peer, my $question, unpack('n', $length));
        my $reply = named($question, $port);
        syswrite($peer, pack('n', length $reply) . $reply);
    } elsif ($mail{$port}) {
        syswrite($peer, "220 mail ESMTP\r\n");
        my $in_message = 0;
        while (my $line = <$peer>) {
            if ($in_message) { next unless $line =~ /^\.\r?$/; $in_message = 0 }
            elsif ($line =~ /^DATA/i) { $in_message = 1; syswrite($peer, "354 go on\r\n"); next }
            syswrite($peer, $line =~ /^QUIT/i ? "221 bye\r\n" : "250 fine\r\n");
            last if $line =~ /^QUIT/i;
        }
    } else {
        sysread($peer, my $request, 4096);
        syswrite($peer, $say{$port});
    }
}

sub named {
    my ($question, $port) = @_;
    my ($id, undef, undef, undef, undef, undef, $rest) = unpack('n6 a*', $question);
    my @labels;
    while ((my $length = ord $rest) > 0) { push @labels, substr($rest, 1, $length); $rest = substr($rest, 1 + $length) }
    my $type = unpack('n', substr($rest, 1, 2));
    my %types = (1 => 'a', 28 => 'aaaa', 5 => 'cname', 15 => 'mx', 2 => 'ns', 16 => 'txt', 6 => 'soa', 12 => 'ptr');
    my @found = @{ $name{$port}{ lc(join('.', @labels) . '. ' . ($types{$type} // '')) } // [] };
    my $asked = join('', map { chr(length) . $_ } @labels) . "\0" . pack('nn', $type, 1);
    my $reply = pack('n6', $id, 0x8580, 1, scalar @found, 0, 0) . $asked;
    for my $data (map { pack('H*', $_) } @found) { $reply .= pack('nnnNn', 0xC00C, $type, 1, 300, length $data) . $data }
    return $reply;
}
