import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileRedact } from '../../shared/redact.ts'
import { spentMs } from '../support/spent.ts'

const redact = compileRedact()

describe('a command line', () => {
  test.each([
    [['mysqldump', '-uroot', '-ps3cret', 'shop'], 'mysqldump -uroot -p[…] shop'],
    [['/usr/bin/mysql', '--password=s3 cret', 'shop'], '/usr/bin/mysql --password=[…] shop'],
    [['env', 'MYSQL_PWD=s3cret', 'mysql'], 'env MYSQL_PWD=[…] mysql'],
    [['java', '--password', 'my s3cret', '-x'], 'java --password […] -x'],
    [
      ['curl', '-H', 'Authorization: Bearer s3cret', 'https://h.example/'],
      'curl -H Authorization:[…] https://h.example/',
    ],
    [['curl', 'https://bob:s3cret@h.example/x?a=1&token=s3cret'], 'curl https://[…]@h.example/x?a=1&token=[…]'],
    [['git', 'clone', 'https://s3cret@git.example/a'], 'git clone https://[…]@git.example/a'],
    [['redis-cli', '-a', 's3cret', 'ping'], 'redis-cli -a […] ping'],
    [['htpasswd', '-bc', '/etc/users', 'bob', 's3cret'], 'htpasswd -bc /etc/users bob […]'],
    [['openssl', 'enc', '-k', 'x', '-passin', 'pass:s3cret'], 'openssl enc -k x -passin […]'],
    [['x', '{"user":"bob","password":"s3cret"}'], `x '{"user":"bob","password":[…]'`],
    [['x', 'PASSWORD=s3cret'], 'x PASSWORD=[…]'],
  ])('secrets in %j are hidden', (args, shown) => {
    expect(redact(args)).toBe(shown)
  })

  test('a script behind -c keeps all but its secrets', () => {
    const script = `MYSQL_PWD=s3cret mysqldump --password="s3 cret" -ps3cret shop | curl -u bob:s3cret 'https://a:s3cret@h.example/x'`
    expect(redact(['sh', '-c', script])).toBe(
      `sh -c 'MYSQL_PWD=[…] mysqldump --password=[…] -p[…] shop | curl -u […] '\\''https://[…]@h.example/x'\\'''`,
    )
  })

  test('what is no secret stays as it is', () => {
    for (const args of [
      ['tar', '-pxf', 'a.tar'],
      ['mkdir', '-p', 'a/b'],
      ['php-fpm: pool www'],
      ['curl', 'https://h.example/?mail=a@b.example'],
      ['cp', '-r', '/srv/releases/42', '/var/www/html'],
    ])
      expect(redact(args)).toBe(args.join(' '))
  })

  test('arguments can be told apart, and what is too long is cut', () => {
    expect(redact(['sh', '-c', "echo 'x' > y", ''])).toBe(`sh -c 'echo '\\''x'\\'' > y' ''`)
    expect(redact(['x', 'y'.repeat(5000)])).toHaveLength(1000)
    expect(redact([`x${'💳'.repeat(2000)}`]).isWellFormed()).toBe(true)
  })

  test('a secret is hidden wherever one of the usual options or names puts it', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{6,20}$/).map(text => `q${text}q`)
    const place = fc.constantFrom<(secret: string) => string[]>(
      text => [`--password=${text}`],
      text => ['--db-password', text],
      text => [`API_KEY=${text}`],
      text => ['--client-secret', text],
      text => [`x-auth-token: ${text}`],
      text => [`https://u:${text}@h/`],
      text => ['sh', '-c', `A=1 TOKEN=${text} run; mysql -p${text} x`],
    )
    const other = fc.array(fc.constantFrom('-v', 'file', '--x=1', 'a b'), { maxLength: 3 })
    fc.assert(
      fc.property(secret, place, other, other, (text, put, before, after) => {
        expect(redact(['run', ...before, ...put(text), ...after])).not.toContain(text)
      }),
    )
  })

  test('no command line takes long, whatever its author intends', () => {
    const hostile = ['passw', '=', ':', '-', "'", '"', '\\', ' ', '://', '@', 'token', 'mysql', '-p', '1 ']
    const begun = spentMs()
    for (const piece of hostile) {
      redact([piece.repeat(2048 / piece.length)])
      redact(['sh', '-c', piece.repeat(2048 / piece.length)])
      redact(Array.from({ length: 700 }, () => piece))
    }
    // Some 20 ms each at the worst, where a backtracking pattern would take minutes.
    expect(spentMs() - begun).toBeLessThan(20_000)
  })

  test('a word of 100,000 URLs takes no longer than its length says', () => {
    const begun = spentMs()
    redact(['x', '://a/'.repeat(100_000)])
    // Some 0.1 s; 9 s and more where each looks back to the first.
    expect(spentMs() - begun).toBeLessThan(4_000)
  })
})

describe('card numbers', () => {
  test.each([
    ['4111111111111111', '[card]'],
    ['4111 1111 1111 1111', '[card]'],
    ['3782-822463-10005', '[card]'],
    ['a=5555555555554444;b=4222222222222', 'a=[card];b=[card]'],
    ['6304000000000000000', '[card]'],
  ])('%s is hidden', (text, shown) => {
    expect(redact([text])).toBe(shown)
  })

  test.each([
    '4111111111111112',
    '41111111111111110000',
    '411111111111',
    '2026-11-25 10:00:00',
    '4111  1111 1111 1111',
  ])('%s is none and stays', text => {
    expect(redact([text])).toBe(text)
  })
})

describe('patterns', () => {
  test('one of the config hides what it says', () => {
    const own = compileRedact(['--pin SECRET', 'kunden*nummer=SECRET', '@import* -k SECRET'])
    expect(own(['x', '--pin', '1', 'Kundennummer=7', '-k', '2'])).toBe('x --pin […] Kundennummer=[…] -k 2')
    expect(own(['/opt/importer', '-k', '2'])).toBe('/opt/importer -k […]')
  })

  test.each([
    ['--pin', 'must end in SECRET, and hold it once'],
    ['SECRET x SECRET', 'must end in SECRET, and hold it once'],
    ['SECRET', 'would hide everything'],
    ['*=* *SECRET', 'has * directly before SECRET: it would not be known where that begins'],
    ['a  SECRET', 'has a space too many'],
    ['a b c d e SECRET', 'has more than 4 words'],
    ['*********x=SECRET', 'has more than 8 *'],
    [`${'x'.repeat(200)}=SECRET`, 'has more than 200 characters'],
  ])('%j is refused, saying why', (pattern, why) => {
    expect(() => compileRedact([pattern])).toThrow(
      expect.objectContaining({ name: 'RedactPatternError', message: why }),
    )
  })
})
