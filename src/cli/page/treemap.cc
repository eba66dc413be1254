// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/treemap.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>

namespace oci2boot {

namespace {

/// In pixels.
struct Area {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

// What the style sheet makes of the map, near enough: places are in percent of the true one.
constexpr Area kWideMap{0, 0, 940, 520};
constexpr Area kNarrowMap{0, 0, 330, 500};
constexpr double kTitle = 18;
constexpr double kBorder = 2;
constexpr double kLeastForTitle = 42;

double larger_to_smaller(double a, double b) {
  return a > b ? a / b : b / a;
}

/// How far from a square the worst box of a row is, whose boxes share `length` and fill `area`.
double worst_ratio(std::span<const double> areas, double sum, double length) {
  const double depth = sum / length;
  double worst = 1;
  for (const double area : areas) worst = std::max(worst, larger_to_smaller(area / depth, depth));
  return worst;
}

/// What is much smaller than all together is made large enough for a box that can be drawn.
std::vector<double> drawable_areas(const std::vector<double>& sizes, double area) {
  constexpr double kSmallestPart = 1e-4;
  const double least = std::accumulate(sizes.begin(), sizes.end(), 0.0) * kSmallestPart;
  std::vector<double> areas;
  areas.reserve(sizes.size());
  for (const double size : sizes) areas.push_back(std::max(size, least));
  const double sum = std::accumulate(areas.begin(), areas.end(), 0.0);
  for (double& part : areas) part *= area / sum;
  return areas;
}

/// Places for `sizes` (descending, none 0) that fill `whole`: "Squarified Treemaps", Bruls,
/// Huizing, van Wijk, 2000.
std::vector<Area> squarify(const std::vector<double>& sizes, Area whole) {
  const std::vector<double> areas = drawable_areas(sizes, whole.width * whole.height);
  std::vector<Area> places;
  for (std::size_t begin = 0; begin < areas.size();) {
    const double length = std::min(whole.width, whole.height);
    std::size_t end = begin + 1;
    double sum = areas[begin];
    while (end < areas.size()) {
      const std::span row(areas.data() + begin, end - begin);
      const std::span longer(areas.data() + begin, end - begin + 1);
      if (worst_ratio(longer, sum + areas[end], length) > worst_ratio(row, sum, length)) break;
      sum += areas[end++];
    }
    const bool is_column = whole.width >= whole.height;
    const double depth = sum / length;
    double offset = 0;
    for (; begin < end; ++begin) {
      const double extent = areas[begin] / depth;
      places.push_back(is_column ? Area{whole.left, whole.top + offset, depth, extent}
                                 : Area{whole.left + offset, whole.top, extent, depth});
      offset += extent;
    }
    (is_column ? whole.left : whole.top) += depth;
    (is_column ? whole.width : whole.height) -= depth;
  }
  return places;
}

bool has_title(const Area& area) {
  return area.width >= kLeastForTitle && area.height >= kLeastForTitle;
}

/// What is left for the boxes in a folder's.
Area inside(const Area& area) {
  const double title = has_title(area) ? kTitle : kBorder / 2;
  return {0, 0, std::max(area.width - kBorder, 1.0),
          std::max(area.height - title - kBorder / 2, 1.0)};
}

BoxPlace place_of(const Area& area, const Area& whole) {
  return {100 * area.left / whole.width, 100 * area.top / whole.height,
          100 * area.width / whole.width, 100 * area.height / whole.height, has_title(area)};
}

std::vector<TreemapBox> boxes_of(const SizeTree& folder, const std::string& path) {
  std::vector<TreemapBox> boxes;
  for (const SizeTree& entry : folder.entries) {
    boxes.push_back({path.empty() ? entry.name : path + "/" + entry.name,
                     entry.name,
                     entry.is_folder ? TreemapBox::Kind::folder : TreemapBox::Kind::file,
                     entry.bytes,
                     entry.files,
                     entry.layer,
                     entry.names,
                     {},
                     {},
                     {}});
  }
  if (folder.other_bytes > 0) {
    boxes.push_back({path,
                     "",
                     TreemapBox::Kind::others,
                     folder.other_bytes,
                     folder.other_files,
                     folder.layer,
                     1,
                     {},
                     {},
                     {}});
  }
  return boxes;
}

std::vector<TreemapBox> lay_out(const SizeTree& folder, const std::string& path, const Area& wide,
                                const Area& narrow) {
  if (folder.entries.empty()) return {};
  std::vector<TreemapBox> boxes = boxes_of(folder, path);
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const TreemapBox& a, const TreemapBox& b) { return a.bytes > b.bytes; });
  std::vector<double> sizes;
  sizes.reserve(boxes.size());
  for (const TreemapBox& box : boxes) sizes.push_back(static_cast<double>(box.bytes));
  const std::vector<Area> wide_places = squarify(sizes, wide);
  const std::vector<Area> narrow_places = squarify(sizes, narrow);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].wide = place_of(wide_places[i], wide);
    boxes[i].narrow = place_of(narrow_places[i], narrow);
    if (boxes[i].kind != TreemapBox::Kind::folder || !boxes[i].wide.has_title) continue;
    const auto entry =
        std::find_if(folder.entries.begin(), folder.entries.end(),
                     [&](const SizeTree& candidate) { return candidate.name == boxes[i].name; });
    boxes[i].boxes =
        lay_out(*entry, boxes[i].path, inside(wide_places[i]), inside(narrow_places[i]));
  }
  return boxes;
}

}  // namespace

std::vector<TreemapBox> lay_out_treemap(const SizeTree& root) {
  return root.bytes == 0 ? std::vector<TreemapBox>() : lay_out(root, "", kWideMap, kNarrowMap);
}

}  // namespace oci2boot
