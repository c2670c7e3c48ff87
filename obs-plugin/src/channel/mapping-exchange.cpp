// SPDX-License-Identifier: GPL-2.0-or-later
//
// The lock-free hand-over of mappings; threads as in the header.
#include "mapping-exchange.hpp"

#include <utility>

namespace playalter {

MappingExchange::~MappingExchange()
{
	delete offered_.exchange(nullptr, std::memory_order_acquire);
	delete current_;
	collect();
}

void MappingExchange::offer(std::unique_ptr<FrameMapping> mapping)
{
	revoke();
	auto *lease = new Lease;
	lease->mapping = std::move(mapping);
	last_offer_ = lease;
	offered_.store(lease, std::memory_order_release);
}

void MappingExchange::revoke()
{
	if (!last_offer_)
		return;
	// A lease that the graphics thread took is still alive here: it can come back through `retired_`
	// only, which is emptied by this thread.
	last_offer_->is_live.store(false, std::memory_order_release);
	// Taken back if the graphics thread never fetched it: a hidden source may not tick for hours.
	delete offered_.exchange(nullptr, std::memory_order_acq_rel);
	last_offer_ = nullptr;
}

bool MappingExchange::collect()
{
	Lease *lease = retired_.exchange(nullptr, std::memory_order_acquire);
	const bool had_work = lease != nullptr;
	while (lease) {
		Lease *next = lease->next_retired;
		if (lease == last_offer_)
			last_offer_ = nullptr;
		delete lease;
		lease = next;
	}
	return had_work;
}

FrameMapping *MappingExchange::acquire(bool *was_retired) noexcept
{
	bool has_retired = false;
	// A plain read first: in nearly every tick there is nothing to exchange.
	if (offered_.load(std::memory_order_relaxed)) {
		Lease *lease = offered_.exchange(nullptr, std::memory_order_acq_rel);
		if (lease) {
			has_retired = retire_current();
			current_ = lease;
		}
	}
	if (current_ && !current_->is_live.load(std::memory_order_acquire))
		has_retired = retire_current() || has_retired;
	if (was_retired)
		*was_retired = has_retired;
	return current_ ? current_->mapping.get() : nullptr;
}

uint64_t MappingExchange::reject_current() noexcept
{
	if (!current_)
		return 0;
	const uint64_t serial = current_->mapping->serial();
	current_->is_live.store(false, std::memory_order_release);
	return serial;
}

bool MappingExchange::retire_current() noexcept
{
	if (!current_)
		return false;
	// Only this thread pushes and the other takes all at once, so a retry means that it just did.
	Lease *head = retired_.load(std::memory_order_relaxed);
	do {
		current_->next_retired = head;
	} while (!retired_.compare_exchange_weak(head, current_, std::memory_order_release,
						 std::memory_order_relaxed));
	current_ = nullptr;
	return true;
}

} // namespace playalter
