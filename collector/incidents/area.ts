// Owns what a shop's own pages change when they do what they are for: a plugin's folders, and templates. Pure.

interface Places {
  /** Each holds a group that is the plugin's name. */
  readonly plugins: readonly RegExp[]
  readonly templates: readonly RegExp[]
}

/** By profile: where the platform's own administration installs plugins and edits templates. */
const platforms: Readonly<Record<string, Places>> = {
  eccube4: {
    plugins: [/^app\/Plugin(?:Data)?\/([^/]+)\//, /^html\/plugin\/([^/]+)\//],
    templates: [/^app\/template\//, /^html\/user_data\/assets\//],
  },
  eccube2: {
    plugins: [/^data\/downloads\/plugin\/([^/]+)\//, /^html\/plugin\/([^/]+)\//],
    templates: [/^data\/Smarty\/templates\//, /^html\/user_data\/packages\//],
  },
  wordpress: {
    plugins: [/^wp-content\/plugins\/([^/]+)\//],
    templates: [/^wp-content\/themes\//],
  },
  magento2: { plugins: [/^app\/code\/([^/]+\/[^/]+)\//], templates: [/^app\/design\//] },
  cscart: { plugins: [/^app\/addons\/([^/]+)\//], templates: [/^design\/themes\//] },
}

/** `plugin:Name`, `template`, or empty for all else. `path` is below the root. */
export function areaOf(profile: string, path: string): string {
  return placeIn(profile, path)?.area ?? ''
}

/** The folder, with its last slash, that holds all of the plugin or of the templates to which the path belongs. */
export function ownFolderOf(profile: string, path: string): string | null {
  return placeIn(profile, path)?.folder ?? null
}

function placeIn(profile: string, path: string): { readonly area: string; readonly folder: string } | null {
  const places = platforms[profile]
  if (places === undefined) return null
  for (const pattern of places.plugins) {
    const [folder, name] = pattern.exec(path) ?? []
    if (folder !== undefined) return { area: `plugin:${name}`, folder }
  }
  for (const pattern of places.templates) {
    const [folder] = pattern.exec(path) ?? []
    if (folder !== undefined) return { area: 'template', folder }
  }
  return null
}
