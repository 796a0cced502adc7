// Owns the help of `sekisho backup` and `sekisho restore`, in English and Japanese.

export const backupHelpMessages = {
  'command.backup': {
    en: "Copy the collector's state into the new FOLDER, also while the collector runs: database, chain heads, and its key as you choose.",
    ja: 'コレクターの状態(データベース、連鎖の末尾、選んだ方法で鍵)を新しいFOLDERに複製します。稼働中でも実行できます。',
  },
  'command.restore': {
    en: 'Put the backup in FOLDER where no collector has any state yet, once all of it was checked.',
    ja: 'FOLDERのバックアップ全体を検証し、コレクターの状態がまだない場所に復元します。',
  },
  'option.backup-passphrase': {
    en: "keep the collector's key in the backup, under the passphrase in this file (mode 0600, at least 12 characters)",
    ja: 'コレクターの鍵を、このファイルのパスフレーズ(モード0600、12文字以上)で暗号化して含める',
  },
  'option.key-apart': {
    en: "leave the collector's key out: you keep its file elsewhere",
    ja: 'コレクターの鍵を含めない(鍵ファイルは別途保管する)',
  },
  'option.key-open': {
    en: "keep the collector's key in the backup as it is, readable by whoever has the backup",
    ja: 'コレクターの鍵を暗号化せずに含める(バックアップを持つ者が読める)',
  },
  'option.restore-passphrase': {
    en: 'file with the passphrase of the key in the backup (mode 0600)',
    ja: 'バックアップ内の鍵のパスフレーズのファイル(モード0600)',
  },
  'option.restore-key': {
    en: "file of the collector's key, where it was kept apart (mode 0600)",
    ja: '別に保管したコレクターの鍵ファイル(モード0600)',
  },
  'option.restore-check': {
    en: 'only check the backup, and restore nothing',
    ja: 'バックアップの検証だけを行い、復元しない',
  },
} as const
