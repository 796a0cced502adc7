// Owns what is said, in English and Japanese, of files that cannot be read or written, or that are there already.

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
  'file.taken': { en: 'it exists already', ja: 'すでに存在します' },
  'file.nowhere': {
    en: 'the folder that it would lie in is not there',
    ja: '書き込み先のフォルダーがありません',
  },
  'file.write-forbidden': { en: 'this user may not write there', ja: 'このユーザーには書き込む権限がありません' },
  'file.disk-full': { en: 'no space is left on its disk', ja: 'ディスクに空きがありません' },
  'file.unwritable': { en: 'it cannot be written ({{detail}})', ja: '書き込めません({{detail}})' },
} as const
