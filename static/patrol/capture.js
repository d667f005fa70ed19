/* From the camera's file to the bytes that are kept: upright, long side 1,600 px, the camera's time and place still in them. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { clock } = patrol;
  const LONG_SIDE = 1600;
  const SHRINK_ABOVE = 1.5 * 1024 * 1024;
  const QUALITY = 0.82;
  const HEAD = 256 * 1024;
  const HEIC_ADVICE = "这是 HEIC 格式的照片，浏览器打不开。请在相机设置里改为“兼容性最佳”（JPEG）后重拍。";

  /* Words for the person: why this file is not taken. */
  class Unusable extends Error {}

  function kindOf(head) {
    const bytes = new Uint8Array(head);
    const text = (from, to) => String.fromCharCode.apply(null, bytes.subarray(from, to));
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return "image/jpeg";
    if (text(1, 4) === "PNG") return "image/png";
    if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "image/webp";
    if (text(4, 8) === "ftyp" && /^(hei|hev|mif|msf|avi)/.test(text(8, 12))) return "heic";
    return "";
  }

  /* An <img> stands upright by itself; createImageBitmap only where it knows "from-image" (Chromium 86 does not). */
  async function decoded(file) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      return { source: bitmap, width: bitmap.width, height: bitmap.height, free: () => bitmap.close() };
    } catch (problem) {
      return asImage(file);
    }
  }

  function asImage(file) {
    return new Promise((resolve, reject) => {
      const image = new Image();
      const url = URL.createObjectURL(file);
      const free = () => URL.revokeObjectURL(url);
      image.onload = () => resolve({ source: image, width: image.naturalWidth, height: image.naturalHeight, free });
      image.onerror = () => {
        free();
        reject(new Unusable("这张照片打不开，请重拍一张。"));
      };
      image.src = url;
    });
  }

  function redrawn(picture) {
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture.source, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      const done = (blob) => {
        canvas.width = canvas.height = 0; // cheap phones run out of memory for canvases
        return blob ? resolve(blob) : reject(new Unusable("手机内存不够，照片没有压缩成功。请关掉别的应用再拍。"));
      };
      canvas.toBlob(done, "image/jpeg", QUALITY);
    });
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
    if (first + 2 > view.byteLength) return null;
    for (let entry = 0; entry < view.getUint16(first, little); entry += 1) {
      const at = first + 2 + entry * 12;
      if (at + 12 > view.byteLength) return null;
      if (view.getUint16(at, little) === 0x0112) view.setUint16(at + 8, 1, little);
    }
    return segment;
  }

  async function smaller(picture, head) {
    const jpeg = await redrawn(picture);
    const exif = uprightExif(head);
    return exif ? new Blob([jpeg.slice(0, 2), exif, jpeg.slice(2)], { type: "image/jpeg" }) : jpeg;
  }

  const bufferOf = (blob) =>
    new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(new Unusable("手机没有读到这张照片，请重拍一张。"));
      reader.readAsArrayBuffer(blob);
    });

  async function pictureOf(file, kind) {
    try {
      return await decoded(file);
    } catch (problem) {
      if (kind === "heic") throw new Unusable(HEIC_ADVICE);
      if (!kind) throw new Unusable("“" + file.name + "”不是照片。请选择照片，或直接拍照。");
      throw problem;
    }
  }

  /* {buffer, type, sha256, taken_at}; throws Unusable with words for the person. */
  async function photoFrom(file) {
    const head = await bufferOf(file.slice(0, HEAD));
    const kind = kindOf(head);
    const picture = await pictureOf(file, kind);
    const small = kind.indexOf("image/") === 0 && file.size <= SHRINK_ABOVE && Math.max(picture.width, picture.height) <= LONG_SIDE;
    try {
      const blob = small ? file : await smaller(picture, head);
      const buffer = await bufferOf(blob);
      const taken = file.lastModified && file.lastModified <= Date.now() ? file.lastModified : Date.now();
      return { buffer, type: small ? kind : "image/jpeg", sha256: await patrol.sha256(buffer), taken_at: clock.written(new Date(taken)) };
    } finally {
      picture.free();
    }
  }

  patrol.capture = { Unusable, photoFrom };
})(self);
