// The laws of areas: what the administration of each platform installs and edits is called a plugin with its name, or a template.
import { expect, test } from 'vitest'
import { areaOf, ownFolderOf } from '../../../collector/incidents/area.ts'

test.each([
  ['eccube4', 'app/Plugin/Coupon42/Controller/CouponController.php', 'plugin:Coupon42', 'app/Plugin/Coupon42/'],
  ['eccube4', 'app/PluginData/Coupon42/key.txt', 'plugin:Coupon42', 'app/PluginData/Coupon42/'],
  ['eccube4', 'html/plugin/Coupon42/a.js', 'plugin:Coupon42', 'html/plugin/Coupon42/'],
  ['eccube4', 'app/template/default/Shopping/index.twig', 'template', 'app/template/'],
  ['eccube4', 'html/user_data/assets/js/customize.js', 'template', 'html/user_data/assets/'],
  ['eccube2', 'data/downloads/plugin/Points/plugin_info.php', 'plugin:Points', 'data/downloads/plugin/Points/'],
  ['eccube2', 'html/plugin/Points/a.js', 'plugin:Points', 'html/plugin/Points/'],
  ['eccube2', 'data/Smarty/templates/default/shopping/payment.tpl', 'template', 'data/Smarty/templates/'],
  ['eccube2', 'html/user_data/packages/default/css/main.css', 'template', 'html/user_data/packages/'],
  [
    'wordpress',
    'wp-content/plugins/woocommerce/woocommerce.php',
    'plugin:woocommerce',
    'wp-content/plugins/woocommerce/',
  ],
  ['wordpress', 'wp-content/themes/storefront/functions.php', 'template', 'wp-content/themes/'],
  ['magento2', 'app/code/Vendor/Gift/registration.php', 'plugin:Vendor/Gift', 'app/code/Vendor/Gift/'],
  ['magento2', 'app/design/frontend/Vendor/theme/theme.xml', 'template', 'app/design/'],
  ['cscart', 'app/addons/gift/addon.xml', 'plugin:gift', 'app/addons/gift/'],
  ['cscart', 'design/themes/responsive/templates/index.tpl', 'template', 'design/themes/'],
] as const)('of %s, %s is of %s', (profile, path, area, folder) => {
  expect([areaOf(profile, path), ownFolderOf(profile, path)]).toEqual([area, folder])
})

test.each([
  ['eccube4', 'src/Eccube/Kernel.php'],
  ['eccube4', 'app/Plugin/x.php'],
  ['eccube4', 'backup/app/Plugin/Coupon42/x.php'],
  ['wordpress', 'wp-content/plugins/hello.php'],
  ['wordpress', 'app/template/default/index.twig'],
  ['php', 'wp-content/plugins/woocommerce/woocommerce.php'],
] as const)('of %s, %s is of no plugin and no template', (profile, path) => {
  expect([areaOf(profile, path), ownFolderOf(profile, path)]).toEqual(['', null])
})
