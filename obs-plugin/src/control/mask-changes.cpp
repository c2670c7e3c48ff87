// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-changes.hpp"

#include <utility>

namespace playalter {

using names::MaskChange;

std::vector<MaskEvent> MaskChanges::compare(const std::vector<MaskView> &now)
{
	std::map<std::string, MaskView> before = std::exchange(before_, {});
	std::vector<MaskEvent> events;
	for (const MaskView &view : now) {
		before_.emplace(view.uuid, view);
		const auto known = before.find(view.uuid);
		const bool is_new = known == before.end();
		if (is_new || known->second.info != view.info)
			events.push_back({MaskNews::mask_changed, is_new ? MaskChange::added : MaskChange::changed, view});
		if (is_new || known->second.state != view.state)
			events.push_back({MaskNews::status_changed, MaskChange::changed, view});
		if ((is_new ? 0 : known->second.faces) != view.faces)
			events.push_back({MaskNews::faces_changed, MaskChange::changed, view});
		if (!is_new)
			before.erase(known);
	}
	for (auto &[uuid, view] : before)
		events.push_back({MaskNews::mask_changed, MaskChange::removed, std::move(view)});
	if (!std::exchange(has_looked_, true))
		events.clear();
	return events;
}

} // namespace playalter
