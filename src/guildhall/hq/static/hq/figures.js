// The plot of HQ's figures, and words such as "3 seconds ago" kept true. Tables say it all without.
(() => {
  "use strict";

  const PALETTES = {
    light: ["#14635f", "#c07a1a", "#4c6fae", "#9a4f8f", "#6b8e23", "#b2483f", "#2f8fa3", "#8a8f98"],
    dark: ["#5cc3bc", "#e5ad5c", "#8fb0ea", "#d698cb", "#a9c96a", "#ee9088", "#7cc8d8", "#a7aeb8"],
  };
  const ROW_PX = 44;
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

  const language = document.documentElement.lang;
  const theme = () => (document.documentElement.dataset.bsTheme === "dark" ? "dark" : "light");

  // Resolves what light-dark() leaves to the element.
  const color = (name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };

  const place = () => document.getElementById("chart");

  const read = () => {
    const source = document.getElementById("chart-data");
    return source ? JSON.parse(source.textContent) : null;
  };

  const moneyOf = (currency) =>
    new Intl.NumberFormat(language, currency === "XXX" ? {} : { style: "currency", currency });
  const briefly = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const dayOf = (iso, options) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(new Date(`${iso}T00:00:00Z`));

  const axes = (data) => {
    const line = { lineStyle: { color: color("--line") } };
    const words = { color: color("--ink-soft"), fontSize: 12 };
    const amounts = {
      type: "value",
      axisLabel: { ...words, formatter: (value) => briefly.format(value) },
      splitLine: { lineStyle: { color: color("--line-soft") } },
    };
    const names = {
      type: "category",
      data: data.days ?? data.labels,
      axisLine: line,
      axisTick: { show: false },
      axisLabel: data.days
        ? { ...words, hideOverlap: true, formatter: (iso) => dayOf(iso, { month: "short", day: "numeric" }) }
        : { ...words, width: place().clientWidth > 600 ? 180 : 110, overflow: "truncate" },
    };
    return data.days ? { xAxis: names, yAxis: amounts } : { xAxis: amounts, yAxis: { ...names, inverse: true } };
  };

  const tooltip = (data) => {
    const money = moneyOf(data.currency);
    return {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      axisPointer: { type: "shadow" },
      backgroundColor: color("--paper"),
      borderColor: color("--line"),
      textStyle: { color: color("--ink"), fontSize: 13 },
      formatter: (points) => {
        const name = points[0].axisValue;
        const head = data.days ? dayOf(name, { dateStyle: "full" }) : name;
        const sold = points.filter((point) => Number(point.value) !== 0);
        const lines = sold.map((point) =>
          data.series.length > 1 ? `${point.seriesName}  ${money.format(point.value)}` : money.format(point.value),
        );
        if (!sold.length) lines.push(money.format(0));
        if (sold.length > 1) {
          const total = sold.reduce((sum, point) => sum + Number(point.value), 0);
          lines.push(`${data.total}  ${money.format(total)}`);
        }
        return [head, ...lines].join("\n");
      },
    };
  };

  const bars = (data) =>
    data.series.map((series, at) => ({
      type: "bar",
      name: series.name,
      stack: data.days ? "revenue" : undefined,
      data: series.values,
      barMaxWidth: data.days ? 36 : 22,
      itemStyle: {
        color: PALETTES[theme()][at % PALETTES[theme()].length],
        borderRadius: data.days && data.series.length > 1 ? 0 : 3,
      },
    }));

  let plot = null;

  const draw = ({ animated }) => {
    const data = read();
    if (!place() || !data || !window.echarts) return;
    const empty = !data.series.some((series) => series.values.some((value) => Number(value) !== 0));
    place().hidden = empty;
    document.getElementById("chart-none").hidden = !empty;
    if (empty) return;
    if (data.labels) place().style.height = `${Math.max(3, data.labels.length) * ROW_PX + 40}px`;
    plot ??= window.echarts.init(place());
    plot.resize();
    const legend = data.series.length > 1;
    plot.setOption(
      {
        animation: animated && !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 12, right: 16, top: legend ? 40 : 16, bottom: 10, containLabel: true },
        legend: { show: legend, type: "scroll", top: 6, left: 8, icon: "roundRect", itemWidth: 10, itemHeight: 10,
          textStyle: { color: color("--ink") } },
        tooltip: tooltip(data),
        ...axes(data),
        series: bars(data),
      },
      { notMerge: true },
    );
  };

  // "3 seconds ago" is true when it is written; this keeps it so.
  const tick = () => {
    const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
    for (const time of document.querySelectorAll(".as-of time")) {
      const seconds = Math.max(0, Math.round((Date.now() - new Date(time.dateTime)) / 1000));
      const [unit, size] = UNITS.find(([, least]) => seconds >= least * 0.85) ?? UNITS.at(-1);
      time.textContent = words.format(-Math.round(seconds / size), unit);
    }
  };

  draw({ animated: true });
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:after:swap", () => {
    draw({ animated: false });
    tick();
  });
  new ResizeObserver(() => plot?.resize()).observe(document.getElementById("content"));
  new MutationObserver(() => draw({ animated: false })).observe(document.documentElement, {
    attributeFilter: ["data-bs-theme"],
  });
})();
