/* Shows one figure. What was logged comes as JSON and is only ever given to Plotly as data. */
'use strict';
(() => {
  let place = document.getElementById('figure');
  const blocked = new Set();
  let current = 0, figure = null, view = null, exported = '';

  // The title is how this page tells the program: it cannot be reached by what a figure holds.
  // Each title differs from the one before, or it would not be told.
  let told = 0;
  const tell = (number, words) => { told += 1; document.title = [number, told, words].join(' '); };

  const get = async (name, number) => {
    const answer = await fetch(name + '.json?' + number);
    return answer.json();
  };

  const record = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});

  const axis = (theme) => ({
    gridcolor: theme.line, linecolor: theme.lineStrong, zerolinecolor: theme.lineStrong,
    tickcolor: theme.lineStrong,
  });

  /* A figure in Plotly's own colours takes those of the program; one with colours of its own keeps them. */
  const themed = (layout, theme) => {
    const template = record(layout.template), base = record(template.layout);
    const own = layout.paper_bgcolor !== undefined || layout.plot_bgcolor !== undefined;
    const plain = base.paper_bgcolor === undefined ||
      (base.paper_bgcolor === 'white' && base.plot_bgcolor === '#E5ECF6');
    if (!theme || own || !plain) return layout;
    const wall = { ...axis(theme), backgroundcolor: theme.ground };
    const scene = record(base.scene), polar = record(base.polar);
    const dressed = {
      ...base, paper_bgcolor: theme.ground, plot_bgcolor: theme.ground,
      colorway: base.colorway || theme.series, // some of Plotly's own can hardly be told from our ground
      font: { ...record(base.font), color: theme.text, family: theme.font },
      xaxis: { ...record(base.xaxis), ...axis(theme) }, yaxis: { ...record(base.yaxis), ...axis(theme) },
      scene: {
        xaxis: { ...record(scene.xaxis), ...wall }, yaxis: { ...record(scene.yaxis), ...wall },
        zaxis: { ...record(scene.zaxis), ...wall },
      },
      polar: { ...polar, bgcolor: theme.ground },
      hoverlabel: { ...record(base.hoverlabel), bordercolor: theme.lineStrong },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: theme.soft, activecolor: theme.accent },
    };
    return { ...layout, template: { ...template, layout: dressed } };
  };

  const sized = (layout) => {
    const own = { ...layout, autosize: false };
    if (view.fit) {
      own.width = Math.max(320, window.innerWidth);
      own.height = Math.max(240, window.innerHeight);
    } else {
      own.width = layout.width || view.width || 700;
      own.height = layout.height || view.height || 450;
    }
    return own;
  };

  /* Maps keep their points and lose their tiles, which would have to be fetched. */
  const grounded = (layout, traces) => {
    const isMap = (name) => /^map(box)?[0-9]*$/.test(name);
    const named = traces.filter((trace) => /map(box)?$/.test(record(trace).type || '') &&
      !/heatmap|treemap/.test(trace.type)).map((trace) => trace.subplot || (/box$/.test(trace.type) ? 'mapbox' : 'map'));
    const names = new Set([...Object.keys(layout), ...named].filter(isMap));
    if (!names.size) return layout;
    const bare = { ...layout };
    for (const name of names) {
      const map = record(layout[name]), layers = Array.isArray(map.layers) ? map.layers : [];
      const inside = layers.filter((one) => one && typeof record(one).source === 'object' && !Array.isArray(one.source));
      bare[name] = { ...map, style: 'white-bg', layers: inside };
    }
    block('map tiles');
    return bare;
  };

  const CONFIG = {
    displaylogo: false, responsive: false, showLink: false, showEditInChartStudio: false,
    showSendToCloud: false, sendData: false, plotlyServerURL: '', topojsonURL: '', showTips: false,
    modeBarButtonsToRemove: ['toImage', 'sendDataToCloud', 'editInChartStudio'], staticPlot: false,
  };

  const draw = async () => {
    const root = document.documentElement.style;
    root.setProperty('--ground', view.ground);
    root.setProperty('--handle', view.handle);
    const traces = Array.isArray(figure.data) ? figure.data : [];
    const layout = sized(themed(grounded(record(figure.layout), traces), view.theme));
    const frames = Array.isArray(figure.frames) ? figure.frames : [];
    await Plotly.react(place, { data: traces, layout, frames, config: CONFIG });
    return layout.width + ' ' + layout.height;
  };

  /* Plotly cannot always take down what it could not put up: the next figure gets a place of its own. */
  const renew = () => {
    const bare = place.cloneNode(false);
    try { Plotly.purge(place); } catch (problem) { /* it goes whole */ }
    bare.removeAttribute('class');
    bare.removeAttribute('style');
    place.replaceWith(bare);
    place = bare;
    figure = null;
  };

  const show = async (number) => {
    current = number;
    try {
      const [told, found] = await Promise.all([get('view', number), get('figure', number)]);
      if (current !== number) return;
      const list = Array.isArray(found) ? { data: found } : found;
      if (!list || typeof list !== 'object' || (list.data !== undefined && !Array.isArray(list.data))) {
        throw new Error('there are no traces in it');
      }
      view = told;
      figure = list;
      blocked.clear();
      Plotly.purge(place);
      const size = await draw();
      if (current === number) tell(number, 'ready ' + size);
    } catch (problem) {
      if (current !== number) return;
      renew();
      tell(number, 'failed ' + String(problem.message || problem).slice(0, 300));
    }
  };

  const look = async (number) => {
    try {
      view = await get('view', number);
      if (figure) tell(number, 'looks ' + await draw());
    } catch (problem) {
      tell(number, 'failed ' + String(problem.message || problem).slice(0, 300));
    }
  };

  const save = async (number, format) => {
    try {
      const { width, height } = place._fullLayout;
      exported = await Plotly.toImage(place, { format, width, height, scale: format === 'png' ? 2 : 1 });
      tell(number, 'saved');
    } catch (problem) {
      tell(number, 'unsaved ' + String(problem.message || problem).slice(0, 300));
    }
  };

  const block = (what) => {
    if (blocked.has(what)) return;
    blocked.add(what);
    tell(current, 'blocked ' + [...blocked].join(', ').slice(0, 300));
  };

  document.addEventListener('securitypolicyviolation', (event) => {
    let host = '';
    try { host = new URL(event.blockedURI).host; } catch (problem) { host = ''; }
    block(host || event.blockedURI.slice(0, 60));
  });

  let waiting = 0;
  window.addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (figure && view && view.fit) draw(); }, 60);
  });

  window.runyard = { show, look, save, taken: () => { const found = exported; exported = ''; return found; } };
  tell(0, 'waiting');
})();
