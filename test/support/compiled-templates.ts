// Owns compiled templates as Smarty and Twig write them, in form alone: header, random names and times, and the end that names
// the source. What stands between them is the test's.

/** Smarty 2.6, as in EC-CUBE 2. */
export function smarty2(source: string, html: string, time = '2026-11-01 10:00:00'): string {
  return `<?php /* Smarty version 2.6.31, created on ${time}\n         compiled from ${source} */ ?>\n${html}`
}

/** Smarty 3.1.30 and later, and 4. `run`: what one compiling makes, 14 digits of hex and 8 of a number. */
export function smarty4(source: string, html: string, time = '2026-11-01 10:00:00', run = '66a1b2c3d4e5f0_12345678') {
  const mtime = Math.floor(Date.parse(`${time.replace(' ', 'T')}Z`) / 1000)
  return `<?php
/* Smarty version 4.3.4, created on ${time}
  from '${source}' */

/* @var Smarty_Internal_Template $_smarty_tpl */
if ($_smarty_tpl->_decodeProperties($_smarty_tpl, array (
  'version' => '4.3.4',
  'unifunc' => 'content_${run}',
  'has_nocache_code' => false,
  'file_dependency' => 
  array (
    '97f632a7d22da4ec5d4d52b033dbbce6541a6ef2' => 
    array (
      0 => '${source}',
      1 => ${mtime},
      2 => 'file',
    ),
  ),
),false)) {
function content_${run} (Smarty_Internal_Template $_smarty_tpl) {
?>${html}<?php }
}
`
}

/** Smarty 3.1 before 3.1.28. */
export function smarty31(source: string, html: string, time = '2016-11-01 10:00:00', run = '58b91fe22f40e3-67937565') {
  return `<?php /* Smarty version Smarty-3.1.19, created on ${time}
         compiled from "${source}" */ ?>
<?php /*%%SmartyHeaderCode:694493414${run}%%*/if(!defined('SMARTY_DIR')) exit('no direct access allowed');
$_valid = $_smarty_tpl->decodeProperties(array (
  'nocache_hash' => '694493414${run}',
  'unifunc' => 'content_${run.replace('-', '_')}',
),false); /*/%%SmartyHeaderCode%%*/?>
${html}`
}

/** Twig 3; `code` stands in the method that displays. `source`: as where Twig runs for developers. */
export function twig(name: string, file: string, code: string, source = ''): string {
  return `<?php

use Twig\\Environment;
use Twig\\Error\\LoaderError;
use Twig\\Source;
use Twig\\Template;

/* ${name} */
class __TwigTemplate_e9aa6046a10f3b37ef7c2579b7d784c2 extends Template
{
    private $source;

    protected function doDisplay(array $context, array $blocks = [])
    {
        ${code}
    }

    public function getTemplateName()
    {
        return "${name}";
    }

    public function getSourceContext()
    {
        return new Source("${source}", "${name}", "${file}");
    }

    public function checkSecurity()
    {
    }
}
`
}
