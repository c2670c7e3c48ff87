// SPDX-License-Identifier: GPL-2.0-or-later
#include "guardian.hpp"

#include "guardian-report.hpp"
#include "mask-instance.hpp"
#include "mask-parents.hpp"

#include <algorithm>

namespace playalter {

namespace {

constexpr int kLookIntervalMs = 500;

using ReadGuard = GoLiveGuard (MaskInstance::*)() const;

struct MaskList {
	const MaskParents parents;
	const ReadGuard read_guard;
	std::vector<UnhealthyMask> unhealthy;
	std::vector<GoLiveGuard> guards;
	bool is_any_settling;
};

void judge(const MaskInstance &mask, void *context)
{
	auto &list = *static_cast<MaskList *>(context);
	MaskHealth health = mask.health();
	const auto parent = list.parents.find(mask.source());
	health.is_attached = parent != list.parents.end();
	health.is_in_view = health.is_attached && parent->second.is_in_view;
	const GoLiveGuard guard = (mask.*list.read_guard)();
	list.guards.push_back(guard);

	const HealthVerdict verdict = verdict_of(health);
	list.is_any_settling |= verdict == HealthVerdict::settling;
	if (verdict != HealthVerdict::disabled && verdict != HealthVerdict::covered)
		return;
	const bool is_covered = verdict == HealthVerdict::covered;
	list.unhealthy.push_back({mask.uuid(), parent->second.name, name_of(mask.source()),
				  is_covered ? "covered" : "disabled",
				  names::cover_reason_names[is_covered ? size_t(health.reason) : 0], guard});
}

MaskList judge_masks(ReadGuard read_guard)
{
	MaskList list{mask_parents(), read_guard, {}, {}, false};
	visit_masks(judge, &list);
	return list;
}

std::string text(const std::string &key) { return obs_module_text(key.c_str()); }

} // namespace

Guardian &guardian()
{
	static Guardian the_guardian;
	return the_guardian;
}

void Guardian::start(const Hooks &hooks)
{
	hooks_ = hooks;
	thread_.start("the go-live guard", [this] { look(); }, kLookIntervalMs);
	LiveOutputs::Listener listener;
	listener.starting = [this](LiveOutput output) { note_starting(output); };
	listener.started = [this](LiveOutput output) { note_started(output); };
	listener.stopped = [this](LiveOutput output) { note_stopped(output); };
	listener.loaded = [this] { hooks_.load_hotkeys(); };
	listener.profile_changed = [this] { hooks_.load_hotkeys(); };
	// The user interface is about to go: nobody may ask it anything after this.
	listener.exiting = [this] { thread_.stop(); };
	outputs_.begin(std::move(listener));
}

void Guardian::end()
{
	thread_.stop();
	removed_.forget_all();
}

void Guardian::panic()
{
	if (!guard_state().set_panicked(true))
		return;
	thread_.post([this] {
		blog(LOG_WARNING, "[playalter] panic: everything is covered until somebody resumes");
		hooks_.emit(names::event_panic_changed, panic_event(true));
	});
}

void Guardian::resume()
{
	GuardState &state = guard_state();
	state.resume_count.fetch_add(1);
	removed_.forget_all();
	if (!state.set_panicked(false))
		return;
	thread_.post([this] {
		blog(LOG_WARNING, "[playalter] resumed: masks go on as they are made");
		hooks_.emit(names::event_panic_changed, panic_event(false));
	});
}

void Guardian::look_soon()
{
	thread_.post([] {});
}

// On the UI thread, and nothing has gone to the output: what is set here holds from its first frame on.
void Guardian::note_starting(LiveOutput output)
{
	const uint32_t bit = bit_of(output);
	asked_to_stop_.fetch_and(~bit);
	const MaskList masks = judge_masks(&MaskInstance::latest_guard);
	const bool is_panicked = guard_state().is_panicked();
	const GoLiveAction action = go_live_action(masks.unhealthy, is_panicked, masks.guards);
	if (action != GoLiveAction::allow)
		return judge_start(output, {action, is_panicked, masks.unhealthy});
	guard_state().stopping.fetch_and(~bit);
	if (masks.is_any_settling)
		on_trial_.fetch_or(bit);
}

void Guardian::judge_start(LiveOutput output, const StartVerdict &verdict)
{
	const bool is_stopped = verdict.action == GoLiveAction::stop;
	if (is_stopped)
		guard_state().stopping.fetch_or(bit_of(output));
	const std::string message = start_message(output, is_stopped, verdict.is_panicked, verdict.unhealthy);
	{
		std::lock_guard<std::mutex> lock(mutex_);
		warning_ = is_stopped ? std::string() : message;
	}
	thread_.post([this, output, is_stopped, message, verdict] {
		blog(LOG_WARNING, "[playalter] %s", message.c_str());
		hooks_.emit(is_stopped ? names::event_go_live_stopped : names::event_go_live_warning,
			    start_event(output, message, verdict.is_panicked, verdict.unhealthy));
	});
}

void Guardian::note_started(LiveOutput output)
{
	if (guard_state().stopping & bit_of(output))
		thread_.post([this, output] { ask_to_stop(output); });
}

void Guardian::ask_to_stop(LiveOutput output)
{
	if ((asked_to_stop_.fetch_or(bit_of(output)) & bit_of(output)) == 0)
		LiveOutputs::stop(output);
}

// Something went live while a mask was covered as at any start. It was to be masked soon; if it is not, the
// start counts as one without a healthy mask.
void Guardian::judge_trials()
{
	if (on_trial_ == 0)
		return;
	const MaskList masks = judge_masks(&MaskInstance::guard);
	const GoLiveAction action = go_live_action(masks.unhealthy, false, masks.guards);
	if (action == GoLiveAction::allow && masks.is_any_settling)
		return;
	const uint32_t on_trial = on_trial_.exchange(0);
	if (action == GoLiveAction::allow)
		return;
	for (uint32_t i = 0; i < names::live_output_count; i++) {
		const LiveOutput output = LiveOutput(i);
		if ((on_trial & guard_state().live & bit_of(output)) == 0)
			continue;
		judge_start(output, {action, false, masks.unhealthy});
		// It has ended by itself meanwhile: nothing would take the cover down again.
		if ((guard_state().live & bit_of(output)) == 0)
			guard_state().stopping.fetch_and(~bit_of(output));
		// One that is still starting can't be stopped; note_started will.
		if (action == GoLiveAction::stop && outputs_.is_live(output))
			ask_to_stop(output);
	}
}

void Guardian::note_stopped(LiveOutput output)
{
	GuardState &state = guard_state();
	state.stopping.fetch_and(~bit_of(output));
	on_trial_.fetch_and(~bit_of(output));
	if (state.live != 0)
		return;
	removed_.forget_all();
	std::lock_guard<std::mutex> lock(mutex_);
	warning_.clear();
}

void Guardian::note_removed(const MaskInstance &mask, obs_source_t *parent)
{
	if (guard_state().live == 0 || mask.guard() == GoLiveGuard::off)
		return;
	removed_.note(mask, parent);
	look_soon();
}

void Guardian::note_left(const std::string &uuid, obs_source_t *filter, obs_source_t *source)
{
	removed_.note_left({uuid, name_of(source), name_of(filter), "removed", "none", GoLiveGuard::stop}, source);
	look_soon();
}

std::vector<UnhealthyMask> Guardian::unhealthy() const
{
	std::vector<UnhealthyMask> all = judge_masks(&MaskInstance::guard).unhealthy;
	removed_.append_to(all);
	return all;
}

void Guardian::look()
{
	outputs_.look_again();
	removed_.forget_mended();
	if (guard_state().live == 0) {
		announced_.clear();
		return;
	}
	judge_trials();
	std::set<std::string> present;
	for (const UnhealthyMask &mask : unhealthy()) {
		present.insert(mask.uuid + mask.state);
		announce(mask);
	}
	announced_ = std::move(present);
}

void Guardian::announce(const UnhealthyMask &mask)
{
	if (mask.guard == GoLiveGuard::off || announced_.count(mask.uuid + mask.state) != 0)
		return;
	blog(LOG_WARNING, "[playalter] while live: '%s' on '%s' is %s (%s)", mask.filter_name.c_str(),
	     mask.source_name.c_str(), mask.state.c_str(), mask.reason.c_str());
	// The next frame is covered for it, or a former one was.
	const bool is_covered_for_it = mask.guard == GoLiveGuard::stop && mask.state != "covered";
	const bool is_canvas_covered = is_covered_for_it || cover_reason() != CanvasCoverReason::none;
	hooks_.emit(names::event_mask_lost, lost_event(mask, is_canvas_covered));
}

CanvasCoverReason Guardian::cover_reason() const
{
	// What was asked for a moment ago counts before it is drawn.
	const GuardState &state = guard_state();
	if (state.is_panicked())
		return CanvasCoverReason::panic;
	if (state.stopping != 0)
		return CanvasCoverReason::go_live_stopped;
	if (state.live != 0 && state.removed_masks != 0)
		return CanvasCoverReason::filter_removed;
	return state.drawn_reason;
}

std::string Guardian::message() const
{
	const CanvasCoverReason reason = cover_reason();
	if (reason != CanvasCoverReason::none)
		return text(std::string("Canvas.") + names::canvas_cover_reason_names[size_t(reason)]);
	std::lock_guard<std::mutex> lock(mutex_);
	return warning_;
}

obs_data_t *Guardian::report() const
{
	return guard_report(cover_reason(), message(), unhealthy());
}

} // namespace playalter
