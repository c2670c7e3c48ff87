// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is told of masks: by a table, and that whoever hears everything knows what is so.
#include "mask-changes.hpp"

#include "check.hpp"

#include <random>

using namespace playalter;
using names::MaskChange;

namespace {

std::string told(const std::vector<MaskEvent> &events)
{
	std::string text;
	for (const MaskEvent &event : events) {
		text += text.empty() ? "" : ", ";
		if (event.news == MaskNews::mask_changed)
			text += std::string(names::mask_change_names[size_t(event.change)]) + " " + event.view.info;
		else if (event.news == MaskNews::status_changed)
			text += "status " + event.view.state;
		else
			text += "faces " + std::to_string(event.view.faces);
	}
	return text;
}

} // namespace

TEST_CASE("each difference is told once")
{
	MaskChanges changes;
	CHECK_EQ(told(changes.compare({{"a", "A", "covered", 0}})), "");
	CHECK_EQ(told(changes.compare({{"a", "A", "covered", 0}})), "");
	CHECK_EQ(told(changes.compare({{"a", "A", "masked", 2}})), "status masked, faces 2");
	CHECK_EQ(told(changes.compare({{"a", "A2", "masked", 2}})), "changed A2");
	CHECK_EQ(told(changes.compare({{"b", "B", "covered", 0}, {"a", "A2", "masked", 1}})),
		 "added B, status covered, faces 1");
	CHECK_EQ(told(changes.compare({{"b", "B", "covered", 0}})), "removed A2");
	CHECK_EQ(told(changes.compare({{"a", "A", "covered", 0}})), "added A, status covered, removed B");
	CHECK_EQ(told(changes.compare({})), "removed A");
	CHECK_EQ(told(changes.compare({})), "");
}

TEST_CASE("whoever asks once and hears everything after it knows what is so")
{
	std::mt19937 random(5);
	const auto below = [&](int end) { return std::uniform_int_distribution<>(0, end - 1)(random); };
	MaskChanges changes;
	std::map<std::string, MaskView> known;
	changes.compare({});
	for (int look = 0; look < 5000; look++) {
		std::vector<MaskView> now;
		for (const char *uuid : {"a", "b", "c"}) {
			if (below(4) == 0)
				continue;
			now.push_back({uuid, uuid + std::to_string(below(3)), std::to_string(below(3)), below(3)});
		}
		for (const MaskEvent &event : changes.compare(now)) {
			MaskView &view = known[event.view.uuid];
			view.uuid = event.view.uuid;
			if (event.news == MaskNews::mask_changed)
				view.info = event.view.info;
			if (event.news == MaskNews::status_changed)
				view.state = event.view.state;
			if (event.news == MaskNews::faces_changed)
				view.faces = event.view.faces;
			if (event.change == MaskChange::removed)
				known.erase(event.view.uuid);
		}
		CHECK_EQ(known.size(), now.size());
		for (const MaskView &view : now) {
			CHECK_EQ(known[view.uuid].info, view.info);
			CHECK_EQ(known[view.uuid].state, view.state);
			CHECK_EQ(known[view.uuid].faces, view.faces);
		}
	}
}

TEST_MAIN
