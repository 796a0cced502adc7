// Owns the words of how the collector itself stands, its disk and what it keeps for how long, in English and Japanese: those
// of the page, and those that programs say too.

export const collectorPageMessages = {
  'disk.days': { en: 'full in about {{days|day|days}}', ja: '約 {{days}} 日で満杯' },
  'disk.unknown': { en: 'no end in sight', ja: '満杯の見込みなし' },
  'kept.findings': { en: 'findings', ja: '検知' },
  'kept.evidence': { en: 'signed batches', ja: '署名付きバッチ' },
  'kept.incidents': { en: 'incidents', ja: 'インシデント' },
  'kept.contents': { en: 'contents', ja: 'ファイル内容' },
  'kept.deliveries': { en: 'deliveries', ja: '通知' },
  'kept.audit': { en: 'audit trail', ja: '監査証跡' },
  'page.collector': { en: 'Collector', ja: 'コレクター' },
  'page.disk': { en: 'Disk', ja: 'ディスク' },
  'page.disk-left': { en: '{{left}} left', ja: '残り {{left}}' },
  'page.disk-unmeasured': { en: 'not measured yet', ja: '未計測' },
  'page.disk-fill': {
    en: '{{percent}} % taken: {{used}} of {{total}}',
    ja: '{{percent}}%使用中: {{total}} のうち {{used}}',
  },
  'page.disk-of-budget': { en: 'by the budget of {{budget}}', ja: '割り当て {{budget}} による' },
  'page.disk-of-system': { en: 'by what the file system holds', ja: 'ファイルシステムの容量による' },
  'page.disk-of-both': {
    en: 'by what the file system holds, less than the budget of {{budget}} allows',
    ja: 'ファイルシステムの容量による(割り当ては {{budget}})',
  },
  'page.disk-contents': { en: 'contents of files {{size}}', ja: 'ファイル内容 {{size}}' },
  'page.disk-records': { en: 'records {{size}}', ja: '記録 {{size}}' },
  'page.disk-measured': { en: 'Measured', ja: '計測' },
  'page.disk-forecast': {
    en: 'By the last two weeks: {{forecast}}',
    ja: '直近2週間の傾向: {{forecast}}',
  },
  'page.disk-soon': {
    en: 'Give it a larger disk, or keep things for less long.',
    ja: 'ディスクを拡張するか、保存期間を短くしてください。',
  },
  'page.disk-low': {
    en: 'When it is full nothing is acknowledged any more. Give it a larger disk now, or keep things for less long.',
    ja: '満杯になると受信を受け付けられません。すぐにディスクを拡張するか、保存期間を短くしてください。',
  },
  'page.today': { en: 'today', ja: '今日' },
  'page.in-years': { en: 'in {{years|year|years}}', ja: '{{years}}年後' },
  'page.in-days': { en: 'in {{days|day|days}}', ja: '{{days}}日後' },
  'page.keeping': { en: 'How long it is kept', ja: '保存期間' },
  'page.keeping-years': { en: '{{years|year|years}}', ja: '{{years}}年' },
  'page.keeping-days': { en: '{{days|day|days}}', ja: '{{days}}日' },
  'page.keeping-held': { en: '{{held}}, since', ja: '{{held}}件、最古' },
  'page.keeping-none': { en: 'none yet', ja: 'まだありません' },
  'page.keeping-due': { en: '{{due}} older', ja: '超過 {{due}}件' },
  'page.keeping-age': {
    en: 'The oldest has lasted {{percent}} % of its term',
    ja: '最古のものは保存期間の{{percent}}%を経過',
  },
  'page.keeping-never': { en: 'This collector prunes nothing.', ja: 'このコレクターは整理を行いません。' },
  'page.keeping-next': { en: 'Next pruning', ja: '次回の整理' },
  'page.keeping-running': { en: 'Pruning is under way since', ja: '整理を実行中。開始' },
  'page.keeping-last': { en: 'Last pruned', ja: '前回の整理' },
  'page.keeping-gone': { en: 'gone', ja: '削除' },
  'page.keeping-nothing': { en: 'nothing', ja: 'なし' },
  'page.keeping-stays': {
    en: 'What is open, stands there, or is needed by what is kept stays all the same.',
    ja: '未対応のもの、現存するもの、保存対象が参照するものは、期間を過ぎても残ります。',
  },
  'page.keeping-admins': {
    en: 'Shown to an admin who has signed in by name. In a terminal: sekisho keeping.',
    ja: '名前でサインインした管理者にだけ表示されます。端末では: sekisho keeping',
  },
} as const
