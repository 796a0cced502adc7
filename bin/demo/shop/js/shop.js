// Keeps the number of articles in the cart visible.
const badge = document.querySelector('#cart-count')
const stored = Number(sessionStorage.getItem('cart-count') ?? 0)
if (badge && stored > 0) badge.textContent = `${stored}点`
