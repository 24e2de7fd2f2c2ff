// Shows the mail that the page around it hands over. The frame is sandboxed and has an origin of its own: it reaches nothing of the page.
addEventListener('message', ({ data, source }) => {
  if (source !== parent || typeof data?.html !== 'string') return;
  document.body.replaceWith(new DOMParser().parseFromString(data.html, 'text/html').body);
  parent.postMessage({ height: document.documentElement.scrollHeight }, '*');
});
parent.postMessage({ ready: true }, '*');
