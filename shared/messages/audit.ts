// Owns the words of the audit trail on the command line, its help included, in both languages.

export const auditMessages = {
  'command.audit': {
    en: 'List the audit trail, the newest first: when, who, from where, what they did or tried, and with what. For admins.',
    ja: '監査証跡を新しい順に表示します。日時、実行者、接続元、操作(失敗を含む)とその内容。管理者用です。',
  },
  'option.audit-since': {
    en: 'written since: 2026-01-31, 2026-01-31T09:00:00Z, or 2h for two hours ago',
    ja: 'この時刻以降の記録(例: 2026-01-31、2026-01-31T09:00:00Z、2時間前なら2h)',
  },
  'option.audit-what': {
    en: 'only this, such as release.publish; release is all of that kind',
    ja: 'この操作のみ(例: release.publish。releaseならその種類すべて)',
  },
  'usage.audit-what': {
    en: 'Allowed: what a line of the audit trail says was done, such as release.publish, or its first word: release.',
    ja: '使える値: release.publishのような操作名、またはその最初の語(release)。',
  },
} as const
