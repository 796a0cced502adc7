// Owns the words of the collector, in English and Japanese: what its alarms say.

export const collectorMessages = {
  'alarm.subject': {
    en: '[Sekisho] {{severity}}: {{kind}} on {{where}} (incident {{id}})',
    ja: '[Sekisho] {{severity}}: {{kind}}({{where}}、インシデント {{id}})',
  },
  'alarm.new': { en: 'New incident {{id}}, {{severity}}.', ja: '新しいインシデント {{id}}({{severity}})です。' },
  'alarm.worse': {
    en: 'Incident {{id}} became worse: {{severity}}.',
    ja: 'インシデント {{id}} の深刻度が「{{severity}}」に上がりました。',
  },
  'alarm.again': {
    en: 'Incident {{id}}, {{severity}}, is open again: it came back, or something in it is new.',
    ja: 'インシデント {{id}}({{severity}})が再び未対応になりました。再発したか、新しい内容が加わっています。',
  },
  'alarm.spread': {
    en: 'Incident {{id}}, {{severity}}, has reached another root.',
    ja: 'インシデント {{id}}({{severity}})が別のルートにも及びました。',
  },
  'alarm.where': { en: 'Where: {{where}}. Times: {{zone}}.', ja: '場所: {{where}}。時刻: {{zone}}。' },
  'alarm.first': {
    en: 'First: do not delete anything, do not power off. Put the shop into maintenance, keep a snapshot and the logs, call the payment provider.',
    ja: '最初に: 何も削除せず、電源も切らないでください。ショップをメンテナンス表示にし、スナップショットとログを保全し、決済代行会社に連絡してください。',
  },
  'alarm.show': { en: 'Everything on it: sekisho incidents show {{id}}', ja: '詳細: sekisho incidents show {{id}}' },
  'alarm.test-subject': { en: '[Sekisho] test alarm', ja: '[Sekisho] 試験通知' },
  'alarm.test-text': {
    en: 'This is a test: alarms of this channel arrive here.',
    ja: 'これは試験です。このチャンネルの警報はここに届きます。',
  },
} as const
