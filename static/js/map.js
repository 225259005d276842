// Maps of regions. Everything a map needs stands in the data- attributes of its box
// (templates/_map.html); its words come from there too, in the reader's language.

const L = window.L;
const DIGITS = 5;
const LABEL_HEIGHT = 20;
// Where the two buttons stand, in pixels of the map: no name goes under them.
const BUTTONS = [
  [0, 0],
  [64, 108],
];
const COLOURS = 6;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

class RegionMap {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.status = box.parentElement.querySelector("[role=status]");
    this.chosen = new Set((box.dataset.chosen ?? "").split(" ").filter(Boolean));
    this.regions = [];
    this.labels = L.layerGroup();
  }

  async start() {
    this.draw();
    try {
      const answer = await fetch(this.words.source);
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      this.show(await answer.json());
    } catch {
      this.say(this.words.failed);
    }
  }

  draw() {
    const { box, words } = this;
    box.replaceChildren();
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", `${words.label}. ${words.help}`);
    this.map = L.map(box, {
      attributionControl: Boolean(words.tiles),
      zoomControl: false,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      inertia: !calm,
      zoomSnap: 0.1,
      zoomDelta: 1,
      minZoom: 5,
      maxZoom: 16,
      scrollWheelZoom: false,
    });
    this.map.attributionControl?.setPrefix(false);
    L.control
      .zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut })
      .addTo(this.map);
    if (words.tiles) {
      L.tileLayer(words.tiles, { attribution: words.tilesBy ?? "" }).addTo(this.map);
    }
    this.labels.addTo(this.map);
    // The wheel scrolls the page until the person has taken hold of the map.
    box.addEventListener("focus", () => this.map.scrollWheelZoom.enable());
    box.addEventListener("blur", () => this.map.scrollWheelZoom.disable());
    box.addEventListener("keydown", (event) => this.pressed(event));
    this.map.setView([58.65, 25.2], 7);
  }

  show(collection) {
    this.layer = L.geoJSON(collection, {
      smoothFactor: 0.5,
      style: (feature) => ({ className: this.classOf(feature.properties) }),
      onEachFeature: (feature, layer) => this.prepare(feature, layer),
      pointToLayer: (_feature, place) => L.circleMarker(place, { radius: 5 }),
    }).addTo(this.map);
    // Chromium takes what listens for the focus for a stop of the Tab key.
    this.regions.forEach(({ layer }) => layer.getElement()?.setAttribute("tabindex", "-1"));
    this.frame();
    this.map.on("click", ({ latlng }) => this.take(latlng, this.regionAt(latlng)));
    this.map.on("zoomend moveend", () => {
      this.label();
      if (this.usesKeys) {
        this.tellMiddle();
      }
    });
    this.label();
    this.placeFields();
  }

  classOf(properties) {
    if (properties.kind === "coast") {
      return "map-coast";
    }
    const colour = Number(properties.colour ?? 0) % COLOURS;
    const names = ["map-region", `map-region--${colour}`];
    if (this.words.tiles) {
      names.push("map-region--tiled");
    }
    if (this.isChosen(properties)) {
      names.push("map-region--chosen");
    }
    return names.join(" ");
  }

  isChosen({ slug, number }) {
    return this.chosen.has(String(slug)) || this.chosen.has(String(number));
  }

  prepare(feature, layer) {
    if (feature.properties.kind === "coast") {
      layer.options.interactive = false;
      return;
    }
    this.regions.push({ feature, layer, bounds: layer.getBounds() });
    layer.bindTooltip(() => lines(named(feature.properties)), {
      className: "map-tip",
      sticky: true,
    });
  }

  frame() {
    const { pointLat, pointLon, latField, lonField } = this.words;
    const typed = [field(latField)?.value, field(lonField)?.value];
    const point = pointLat ? [pointLat, pointLon] : typed;
    const wanted = this.regions.filter(({ feature }) => this.isChosen(feature.properties));
    const bounds = (wanted.length ? wanted : this.regions).reduce(
      (all, region) => all.extend(region.bounds),
      L.latLngBounds([]),
    );
    wanted.forEach(({ layer }) => layer.bringToFront());
    this.box.classList.toggle("map--choice", wanted.length > 0);
    if (bounds.isValid()) {
      this.map.fitBounds(bounds, { padding: [12, 12], animate: false });
    }
    if (point[0] && point[1]) {
      this.pin(L.latLng(Number(point[0]), Number(point[1])));
      if (!wanted.length) {
        this.map.setView(this.marker.getLatLng(), 11, { animate: false });
      }
    }
  }

  regionAt(latlng) {
    return this.regions.find(
      ({ feature, bounds }) => bounds.contains(latlng) && covers(feature.geometry, latlng),
    );
  }

  take(latlng, region) {
    if (this.words.mode === "point") {
      this.setPoint(latlng, region);
    } else if (this.words.mode === "link" && region) {
      location.assign(this.addressOf(latlng, region));
    }
  }

  addressOf({ lat, lng }, region) {
    if (!this.words.locateUrl) {
      return region.feature.properties.url;
    }
    const url = new URL(this.words.locateUrl, location.href);
    url.searchParams.set("lat", lat.toFixed(DIGITS));
    url.searchParams.set("lon", lng.toFixed(DIGITS));
    return url;
  }

  setPoint(latlng, region) {
    this.pin(latlng);
    fill(this.words.latField, latlng.lat);
    fill(this.words.lonField, latlng.lng);
    const where = region ? `${named(region.feature.properties).join(", ")}. ` : "";
    this.say(where + this.words.picked);
  }

  placeFields() {
    for (const id of [this.words.latField, this.words.lonField]) {
      field(id)?.addEventListener("change", (event) => {
        if (event.isTrusted) {
          this.frame();
        }
      });
    }
  }

  pin(latlng) {
    this.marker ??= L.marker(latlng, {
      icon: L.divIcon({ className: "map-pin", html: PIN, iconSize: [36, 36], iconAnchor: [18, 34] }),
      interactive: false,
      keyboard: false,
    }).addTo(this.map);
    this.marker.setLatLng(latlng);
  }

  // Keys: Leaflet's own arrows and + − move the map; Enter takes its middle.
  pressed(event) {
    if (event.target !== this.box) {
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      const middle = this.map.getCenter();
      this.take(middle, this.regionAt(middle));
    } else if (/^(Arrow|[+=-])/.test(event.key) && !this.usesKeys) {
      this.usesKeys = true;
      this.box.classList.add("map--keys");
    }
  }

  tellMiddle() {
    const region = this.regionAt(this.map.getCenter());
    this.say(region ? named(region.feature.properties).join(", ") : "");
  }

  say(text) {
    this.status.textContent = text;
  }

  // Names stand where they fit into their region, whole, and over no other name.
  label() {
    this.labels.clearLayers();
    const taken = [];
    for (const region of this.bySize()) {
      const { properties } = region.feature;
      const at = labelPoint(properties, region.bounds);
      if (this.map.getZoom() < (properties.min_zoom ?? 0)) {
        continue;
      }
      const written = this.writings(properties.name, at).find(({ box }) =>
        this.fits(region, box, taken),
      );
      if (written) {
        taken.push(written.box);
        this.labels.addLayer(nameAt(written.rows, at));
      }
    }
  }

  // A name on one line and, where it has two parts, on two.
  writings(name, at) {
    const place = this.map.latLngToContainerPoint(at);
    const parts = name.match(/^(.*?(?:,| –)) (.*)$/);
    const ways = parts ? [[name], parts.slice(1)] : [[name]];
    return ways.map((rows) => {
      const wide = Math.max(...rows.map(widthOf)) / 2 + 2;
      const half = L.point(wide, (rows.length * LABEL_HEIGHT) / 2);
      return { rows, box: L.bounds(place.subtract(half), place.add(half)) };
    });
  }

  fits(region, box, taken) {
    const corner = this.map.latLngToContainerPoint(region.bounds.getNorthWest());
    const far = this.map.latLngToContainerPoint(region.bounds.getSouthEast());
    const room = far.subtract(corner);
    return (
      L.bounds(L.point(0, 0), this.map.getSize()).contains(box) &&
      box.getSize().x < room.x * 1.05 &&
      box.getSize().y < room.y * 0.6 &&
      !box.intersects(BUTTONS) &&
      !taken.some((other) => other.intersects(box))
    );
  }

  bySize() {
    const chosen = ({ feature }) => Number(this.isChosen(feature.properties));
    const size = ({ bounds }) =>
      (bounds.getNorth() - bounds.getSouth()) * (bounds.getEast() - bounds.getWest());
    return [...this.regions].sort((a, b) => chosen(b) - chosen(a) || size(b) - size(a));
  }
}

const PIN =
  '<svg viewBox="0 0 36 36" aria-hidden="true"><path class="map-pin__shape" ' +
  'd="M18 2C11 2 6 7.2 6 14c0 9 12 20 12 20s12-11 12-20C30 7.2 25 2 18 2z"/>' +
  '<circle class="map-pin__dot" cx="18" cy="14" r="4.5"/></svg>';

const ruler = document.createElement("canvas").getContext("2d");
ruler.font = `600 16px ${getComputedStyle(document.body).fontFamily}`;

function widthOf(name) {
  return ruler.measureText(name).width;
}

function labelPoint(properties, bounds) {
  return properties.lat === undefined
    ? bounds.getCenter()
    : L.latLng(properties.lat, properties.lon);
}

function nameAt(rows, at) {
  return L.tooltip({
    className: "map-label",
    content: lines(rows),
    direction: "center",
    interactive: false,
    opacity: 1,
    permanent: true,
  }).setLatLng(at);
}

function named({ name, officer }) {
  return officer ? [name, officer] : [name];
}

// Names are text, never markup.
function lines(words) {
  const box = document.createElement("div");
  words.forEach((word, index) => {
    if (index) {
      box.append(document.createElement("br"));
    }
    box.append(word);
  });
  return box;
}

function field(id) {
  return id ? document.getElementById(id) : null;
}

function fill(id, value) {
  const input = field(id);
  if (input) {
    input.value = value.toFixed(DIGITS);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function covers(geometry, { lat, lng }) {
  const polygons =
    geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => rings.filter((ring) => winds(ring, lng, lat)).length % 2);
}

function winds(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) {
      inside = !inside;
    }
  }
  return inside;
}

if (L) {
  for (const box of document.querySelectorAll("[data-map]")) {
    new RegionMap(box).start();
  }
}
