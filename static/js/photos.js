/* Photos in a form: previews, shrinking on the phone, removing one, and the position at the shutter.
   Improves every <input type="file" data-photos>, also one that arrives later. Whatever fails here, the browser
   sends the files as they were chosen. */
"use strict";

(() => {
  const LONG_SIDE = 1600;
  const SHRINK_ABOVE = 1.5 * 1024 * 1024;
  const QUALITY = 0.85;
  const SERVER_TAKES = ["image/jpeg", "image/png", "image/webp"];
  const EXIF_WITHIN = 256 * 1024;
  const POSITION_WAIT = 30000;

  const trays = new WeakMap();

  class Tray {
    constructor(input) {
      this.input = input;
      this.most = Number(input.dataset.most) || 9;
      this.photos = [];
      this.build();
    }

    build() {
      const { input } = this;
      if (!input.id) input.id = `photos-${Math.random().toString(36).slice(2)}`;
      this.list = element("ul", "photo-list");
      this.add = element("label", "photo-add", input.hasAttribute("capture") ? "拍照" : "拍照或选照片");
      this.add.htmlFor = input.id;
      this.count = element("p", "photo-count");
      this.count.setAttribute("role", "status");
      this.place = element("p", "photo-place");
      this.place.setAttribute("role", "status");
      this.node = element("div", "photo-tray");
      this.node.append(this.list, this.add, this.count, this.place);
      input.classList.add("photo-input");
      input.after(this.node);
      this.show();
    }

    chosen(files) {
      const fresh = files.filter((file) => !this.photos.some((photo) => sameFile(photo.chosen, file)));
      const room = this.most - this.photos.length;
      const added = fresh.slice(0, room).map((file) => ({ chosen: file, file, url: URL.createObjectURL(file) }));
      this.photos.push(...added);
      this.tooMany = fresh.length - added.length;
      this.settle();
      return this.shrinkAll(added);
    }

    async shrinkAll(photos) {
      // One after the other: nine decoded photos at once are too much for a cheap phone.
      for (const photo of photos) {
        photo.busy = true;
        this.show();
        photo.file = await shrunk(photo.chosen);
        photo.busy = false;
        if (this.photos.includes(photo)) this.settle();
      }
    }

    remove(photo) {
      const position = this.photos.indexOf(photo);
      this.photos.splice(position, 1);
      URL.revokeObjectURL(photo.url);
      this.tooMany = 0;
      this.settle();
      const next = this.list.querySelectorAll("button")[Math.min(position, this.photos.length - 1)];
      (next || this.input).focus();
    }

    clear() {
      this.photos.forEach((photo) => URL.revokeObjectURL(photo.url));
      this.photos = [];
      this.tooMany = 0;
      this.place.textContent = "";
      this.show();
    }

    /* What the form will send is always what the page shows, also while a photo is still being shrunk. */
    settle() {
      const basket = new DataTransfer();
      this.photos.forEach((photo) => basket.items.add(photo.file));
      this.input.files = basket.files;
      this.show();
      const detail = { files: [...this.input.files], busy: this.photos.some((photo) => photo.busy) };
      this.input.dispatchEvent(new CustomEvent("photos:change", { bubbles: true, detail }));
    }

    show() {
      this.list.replaceChildren(...this.photos.map((photo, index) => this.item(photo, index)));
      this.add.hidden = this.photos.length >= this.most;
      this.count.textContent = this.sentence();
    }

    item(photo, index) {
      const item = element("li", photo.busy ? "photo-item photo-item-busy" : "photo-item");
      const picture = element("img", "photo-preview");
      picture.src = photo.url;
      picture.alt = `第 ${index + 1} 张照片`;
      const button = element("button", "photo-remove", "去掉");
      button.type = "button";
      button.setAttribute("aria-label", `去掉第 ${index + 1} 张照片`);
      button.addEventListener("click", () => this.remove(photo));
      item.append(picture, button);
      return item;
    }

    sentence() {
      const chosen = this.photos.length;
      const busy = this.photos.some((photo) => photo.busy) ? "，正在压缩" : "";
      if (this.tooMany > 0) return `最多 ${this.most} 张，多出的 ${this.tooMany} 张没有加入。`;
      return chosen ? `已选 ${chosen} 张，最多 ${this.most} 张${busy}` : "";
    }
  }

  function element(tag, className, text = "") {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    return node;
  }

  function sameFile(one, other) {
    return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  }

  /* A smaller JPEG with the camera's time and place still in it, or the file itself if that cannot be made. */
  async function shrunk(file) {
    const readable = SERVER_TAKES.includes(file.type);
    if (readable && file.size <= SHRINK_ABOVE) return file;
    try {
      const jpeg = await redrawn(file);
      if (!jpeg || (readable && jpeg.size >= file.size)) return file;
      const exif = uprightExif(await file.slice(0, EXIF_WITHIN).arrayBuffer());
      const parts = exif ? [jpeg.slice(0, 2), exif, jpeg.slice(2)] : [jpeg];
      const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
      return new File(parts, name, { type: "image/jpeg", lastModified: file.lastModified });
    } catch {
      return file;
    }
  }

  async function redrawn(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  }

  /* The EXIF segment at the head of a JPEG, or null. The redrawn picture stands upright, so it must say so. */
  function uprightExif(head) {
    const view = new DataView(head);
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
    let at = 2;
    while (at + 18 < view.byteLength && view.getUint8(at) === 0xff && view.getUint16(at) !== 0xffda) {
      const length = view.getUint16(at + 2) + 2;
      if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
        return at + length <= view.byteLength ? turnedUpright(head.slice(at, at + length)) : null;
      }
      at += length;
    }
    return null;
  }

  function turnedUpright(segment) {
    const view = new DataView(segment);
    const tiff = 10;
    const little = view.getUint16(tiff) === 0x4949;
    const first = tiff + view.getUint32(tiff + 4, little);
    for (let entry = 0; entry < view.getUint16(first, little); entry += 1) {
      const at = first + 2 + entry * 12;
      if (view.getUint16(at, little) === 0x0112) view.setUint16(at + 8, 1, little);
    }
    return segment;
  }

  /* Where the shutter opened. Never asks: only if this person has allowed it, and never over a pin set by hand. */
  async function notePosition(form, place) {
    const [latitude, longitude, accuracy] = ["latitude", "longitude", "accuracy_m"].map((name) => form?.elements[name]);
    if (!latitude || !longitude || !accuracy || !navigator.geolocation || !navigator.permissions) return;
    if (latitude.value && !latitude.dataset.photoFilled) return;
    try {
      const permission = await navigator.permissions.query({ name: "geolocation" });
      if (permission.state !== "granted") return;
      const { coords } = await new Promise((found, failed) => {
        const wishes = { enableHighAccuracy: true, timeout: POSITION_WAIT, maximumAge: 10000 };
        navigator.geolocation.getCurrentPosition(found, failed, wishes);
      });
      latitude.value = coords.latitude.toFixed(6);
      longitude.value = coords.longitude.toFixed(6);
      accuracy.value = Math.round(coords.accuracy);
      latitude.dataset.photoFilled = "yes";
      place.textContent = `已记下拍照位置，误差约 ${accuracy.value} 米`;
    } catch {
      place.textContent = "";
    }
  }

  function improve(root) {
    const inputs = root.querySelectorAll ? [...root.querySelectorAll("input[type=file][data-photos]")] : [];
    if (root.matches?.("input[type=file][data-photos]")) inputs.push(root);
    inputs.filter((input) => !trays.has(input)).forEach((input) => trays.set(input, new Tray(input)));
  }

  function canFillInputs() {
    try {
      return new DataTransfer().items !== undefined && "createImageBitmap" in window;
    } catch {
      return false;
    }
  }

  if (!canFillInputs()) return;
  document.addEventListener("change", (event) => {
    const tray = trays.get(event.target);
    if (!tray) return;
    notePosition(event.target.form, tray.place);
    tray.chosen([...event.target.files]);
  });
  document.addEventListener("reset", (event) => {
    [...event.target.elements].forEach((input) => trays.get(input)?.clear());
  });
  document.addEventListener("htmx:load", (event) => improve(event.target));
  improve(document);
})();
