/* Photos in the form: shrunk and kept at once, shown small, taken away one by one. */
"use strict";

(function (root) {
  const patrol = (root.patrol = root.patrol || {});
  const { store, page, capture, drafts, position } = patrol;
  const MOST = 30;
  const FULL = 0.9;
  const FULL_WORDS = "手机给本页的存储已用超过九成，先不能加照片。请先发送，或在“更多”里导出备份文件。文字照常可以记。";

  /* `form` has draft, photos (rows), trays, keep(), changed() and take(). `role` and `finding` say what the photos show. */
  function tray(form, { role, finding }) {
    const node = page.piece("tray");
    const count = node.querySelector(".photo-count");
    const key = role + " " + finding;
    let shutter = null;
    const mine = () => form.photos.filter((photo) => photo.role === role && photo.finding === (finding || null));

    function redraw() {
      page.show(node.querySelector(".photo-list"), mine().map(item));
      count.textContent = mine().length ? mine().length + " 张" : "";
    }

    function item(row, index) {
      const line = page.piece("photo");
      const image = line.querySelector("img");
      image.alt = "第 " + (index + 1) + " 张照片";
      store.bytesOf(row.id).then((buffer) => {
        if (!buffer) return;
        image.src = URL.createObjectURL(new Blob([buffer], { type: row.type }));
        image.onload = () => URL.revokeObjectURL(image.src);
      });
      const button = line.querySelector("button");
      button.setAttribute("aria-label", "去掉第 " + (index + 1) + " 张照片");
      button.addEventListener("click", () => remove(row));
      return line;
    }

    async function remove(row) {
      await drafts.removePhotos([row.id]);
      form.photos.splice(form.photos.indexOf(row), 1);
      redraw();
      form.changed();
      node.querySelector(".photo-input").focus();
    }

    async function add(file, moment) {
      if (form.photos.length >= MOST) throw new capture.Unusable("一条记录最多 " + MOST + " 张照片。");
      const filled = await store.fullness();
      if (filled && filled.share >= FULL) throw new capture.Unusable(FULL_WORDS);
      const photo = await capture.photoFrom(file);
      const shot = Date.parse(photo.taken_at);
      const row = await form.take({ finding, role, photo, moment, position: shutter && shutter.at(shot) });
      if (!row) throw new capture.Unusable("这张照片已经加过了。");
      return { row, shot };
    }

    /* One after the other: several decoded photos at once are too much for a cheap phone. */
    async function chosen(files) {
      const moment = new Date();
      const busy = page.piece("photo");
      busy.className = "photo-item photo-item-busy";
      busy.querySelector("button").remove();
      busy.querySelector("img").remove();
      const added = [];
      form.busy += 1;
      for (const file of files) {
        node.querySelector(".photo-list").appendChild(busy);
        count.textContent = "正在保存照片";
        try {
          added.push(await add(file, moment));
        } catch (problem) {
          complain(problem);
        }
        form.trays[key](); // perhaps the form was drawn anew meanwhile
      }
      form.busy -= 1;
      if (added.length && shutter) settle(added, shutter);
    }

    /* The place of a photo may become known or better a little later. */
    function settle(added, watched) {
      const place = () =>
        added.forEach(({ row, shot }) => {
          const position = watched.at(shot);
          if (!position || (row.position && row.position.accuracy_m <= position.accuracy_m)) return;
          row.position = position;
          drafts.placePhotos([row.id], position);
        });
      watched.better(place);
      place();
    }

    function complain(problem) {
      if (problem instanceof capture.Unusable) page.say(problem.message, "warning");
      else if (store.isFull(problem)) page.say(FULL_WORDS, "warning");
      else page.say("照片没有存下，请再拍一次。", "error");
    }

    node.querySelectorAll("input").forEach((input) => {
      input.addEventListener("click", () => {
        form.keep(); // the phone may close the page while the camera is open
        shutter = position.shutter();
      });
      input.addEventListener("change", () => {
        const files = Array.from(input.files);
        input.value = "";
        chosen(files);
      });
    });
    form.trays[key] = redraw;
    redraw();
    return node;
  }

  patrol.tray = tray;
})(self);
