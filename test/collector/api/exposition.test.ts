// Owns the laws of the exposition format: one line a sample, and no value that ends its line or its quotes.
import { expect, test } from 'vitest'
import { exposition } from '../../../collector/api/exposition.ts'

test('each family has its help, its type and a line for each sample', () => {
  const text = exposition([
    {
      name: 'a',
      help: 'What a is',
      type: 'gauge',
      samples: [{ value: 1.5 }, { labels: { x: '1', y: '2' }, value: 0 }],
    },
    { name: 'b', help: 'b', type: 'counter', samples: [] },
  ])
  expect(text).toBe('# HELP a What a is\n# TYPE a gauge\na 1.5\na{x="1",y="2"} 0\n')
})

test('backslashes, quotes and line breaks in labels and help are escaped, and nothing else is', () => {
  const samples = [{ labels: { host: 'a"b\\c\nd\u202E関所' }, value: 1 }]
  const text = exposition([{ name: 'a', help: 'one\\\ntwo "x"', type: 'gauge', samples }])
  expect(text).toBe('# HELP a one\\\\\\ntwo "x"\n# TYPE a gauge\na{host="a\\"b\\\\c\\nd\u202E関所"} 1\n')
})

test('numbers that are none are written as Prometheus reads them', () => {
  const samples = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21].map(value => ({ value }))
  const text = exposition([{ name: 'a', help: '', type: 'gauge', samples }])
  expect(text.split('\n').slice(2, -1)).toEqual(['a NaN', 'a +Inf', 'a -Inf', 'a 1e+21'])
})
