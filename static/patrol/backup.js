/* The backup file: what has not arrived, one JSON a line, for the upload page on a computer. Nothing is deleted by it. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, clock, outbox } = patrol;

  const line = (content) => JSON.stringify(content) + "\n";

  function base64(buffer) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(new Blob([buffer]));
    });
  }

  async function photoLine(photo) {
    const buffer = await store.bytesOf(photo.id);
    return buffer && line({ photo: photo.sha256, type: photo.type, base64: await base64(buffer) });
  }

  /* {file, records, photos}; the file is put together piece by piece, never as one long text. */
  async function made() {
    const { records, photos } = await outbox.lying();
    const wanted = records.filter((record) => record.state !== "done");
    const parts = wanted.map(({ uuid, sha256, body }) => line({ record: { uuid, sha256, body } }));
    for (const photo of photos) {
      const text = await photoLine(photo);
      if (text) parts.push(new Blob([text]));
    }
    const device = await store.device();
    const numbers = { records: wanted.length, photos: parts.length - wanted.length };
    const head = { format: "patrol-backup/1", device: { id: device.id }, made_at: clock.written(new Date()) };
    parts.unshift(line(Object.assign(head, numbers)));
    const name = "巡查备份-" + clock.written(new Date()).slice(0, 16).replace(/[-:T]/g, "") + ".jsonl";
    return Object.assign({ name, blob: new Blob(parts, { type: "application/octet-stream" }) }, numbers);
  }

  /* The share sheet is offered where a browser cannot save files itself (WeChat). */
  async function handOver({ name, blob }) {
    const file = root.File ? new File([blob], name.replace(/jsonl$/, "txt"), { type: "text/plain" }) : null;
    const inside = /MicroMessenger/.test(root.navigator.userAgent);
    if (inside && file && root.navigator.canShare && root.navigator.canShare({ files: [file] })) return root.navigator.share({ files: [file] });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return undefined;
  }

  patrol.backup = { made, handOver };
})(self);
