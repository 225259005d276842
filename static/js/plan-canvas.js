// A canvas over the map that is drawn as a whole, in places of `Geometry`.

const L = window.L;
const SHARPEST = 2; // pixels of a screen to a pixel of the page; more is not seen

// `painter(pen)` draws. A pen has the context, with its unit one place of the geometry:
// `px` is a pixel in that unit.
export const PlanCanvas = L.Renderer.extend({
  initialize(geometry, painter, options) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.15, ...options });
    this.geometry = geometry;
    this.painter = painter;
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = "plan-canvas";
    this._context = this._container.getContext("2d");
  },

  _destroyContainer() {
    cancelAnimationFrame(this._frame);
    this._container.remove();
    delete this._container;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) {
      return;
    }
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    this.ratio = Math.min(window.devicePixelRatio || 1, SHARPEST);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = size.x * this.ratio;
    this._container.height = size.y * this.ratio;
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this.redraw();
  },

  // Draw once in the next frame, however often it is asked for.
  later() {
    if (!this._frame && this._map) {
      this._frame = requestAnimationFrame(() => this.redraw());
    }
  },

  redraw() {
    cancelAnimationFrame(this._frame);
    this._frame = 0;
    if (!this._bounds || !this._context) {
      return;
    }
    const context = this._context;
    const { ratio, geometry } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this._container.width, this._container.height);
    const scale = this._map.options.crs.scale(this._zoom) / 256;
    const from = this._map._getNewPixelOrigin(this._center, this._zoom).add(this._bounds.min);
    const x = geometry.origin[0] * scale - from.x;
    const y = geometry.origin[1] * scale - from.y;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    context.lineJoin = "round";
    this.painter({
      context,
      zoom: this._zoom,
      px: 1 / scale,
      seen: this.seen(x, y, scale),
      // Draw in pixels of the page: `work(at)` gets what turns places into them.
      inPixels(work) {
        context.save();
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        work((px, py) => [px * scale + x, py * scale + y]);
        context.restore();
      },
    });
  },

  seen(x, y, scale) {
    const size = this._bounds.getSize();
    return [-x / scale, -y / scale, (size.x - x) / scale, (size.y - y) / scale];
  },
});

// A pattern that stays fine whatever the scale is.
export function patterned(pen, pattern) {
  pattern.setTransform(new DOMMatrix().scale(pen.px));
  return pattern;
}

// Slanted lines: of what is locked, or of what has no region.
export function hatching(colour, { size = 9, width = 1.5, back = false } = {}) {
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const context = tile.getContext("2d");
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, back ? -1 : size + 1);
    context.lineTo(shift + size + 1, back ? size + 1 : -1);
  }
  context.stroke();
  return context.createPattern(tile, "repeat");
}

export function overlaps(one, other) {
  return one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1];
}
