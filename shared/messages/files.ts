// Owns what is said, in English and Japanese, of files that somebody named and that cannot be read.

export const fileMessages = {
  'file.missing': { en: 'there is no such file or folder', ja: 'そのようなファイルやフォルダーはありません' },
  'file.folder': {
    en: 'this is a folder, and a file is needed',
    ja: 'これはフォルダーです。ファイルを指定してください',
  },
  'file.no-folder': {
    en: 'this is no folder, or lies below something that is none',
    ja: 'フォルダーではないか、フォルダーではないものの下にあります',
  },
  'file.forbidden': { en: 'this user may not read it', ja: 'このユーザーには読み取る権限がありません' },
  'file.unreadable': { en: 'it cannot be read ({{detail}})', ja: '読み取れません({{detail}})' },
} as const
