// Owns a listener on a UNIX datagram socket, which Node cannot make: a few lines of Perl, as every Debian has it.
import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

const program = `use Socket; $| = 1; my $name = $ARGV[0]; $name =~ s/^@/\\0/;
socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; bind($s, pack_sockaddr_un($name)) or die "bind: $!"; print "ready\\n";
while (defined recv($s, my $text, 4096, 0)) { $text =~ s/\\n/\\\\n/g; print "$text\\n" }`

export interface Datagrams {
  /** Each datagram as one line, its line breaks written as `\n`. */
  readonly heard: readonly string[]
}

/** Listens at a path, or after `@` at an abstract name, until the test ends. Resolves when it does. */
export function listenForDatagrams(name: string): Promise<Datagrams> {
  const child = spawn('perl', ['-e', program, name])
  onTestFinished(() => void child.kill())
  const heard: string[] = []
  let rest = ''
  return new Promise((resolve, reject) => {
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk
    })
    child.once('error', reject)
    child.once('close', code => reject(new Error(`the listener ended with ${code}: ${complaint}`)))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line === 'ready') resolve({ heard })
        else heard.push(line)
      }
    })
  })
}
