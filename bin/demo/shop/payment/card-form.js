// Sends the card to the payment company alone and hands its token to the shop's form.
const form = document.querySelector('#checkout')

form?.addEventListener('submit', async event => {
  event.preventDefault()
  const card = document.querySelector('#card-frame')?.contentWindow
  card?.postMessage({ type: 'tokenise', merchant: form.dataset.merchant }, 'https://payment.example.jp')
})

window.addEventListener('message', event => {
  if (event.origin !== 'https://payment.example.jp' || !form) return
  form.elements.namedItem('card_token').value = event.data.token
  form.submit()
})
