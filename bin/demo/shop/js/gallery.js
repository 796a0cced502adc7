// Shows a product's picture larger on a click.
for (const picture of document.querySelectorAll('.products img')) {
  picture.addEventListener('click', () => picture.classList.toggle('large'))
}
