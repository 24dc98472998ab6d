import Ledger
import Synchronization

/// Who takes of a budget: a client by its address, and the device that it says it is.
struct BudgetHolder: Hashable, Sendable {
    /// The client's address; one for all that come over a Unix socket or through the same proxy.
    let address: String
    /// The journal in the request's path. Anybody may write any name there, so it counts only together with the address:
    /// a stranger must not use up what a device is owed.
    var journal: JournalName?
}

/// A bounded amount (bytes, places) that nobody can have all of: what one holder may take shrinks with what is still free.
///
/// A device at an address may hold half of what remains free beside it, an address three times that. So one hostile device has
/// at most a third, an address three quarters, and whoever comes new finds some left (the dynamic thresholds of
/// Choudhury and Hahne, ACM ToN 6(2), 1998). What does not fit is refused at once instead of being kept waiting in memory.
final class SharedBudget: Sendable {
    private struct State {
        var used = 0
        var addresses: [String: Int] = [:]
        var devices: [BudgetHolder: Int] = [:]
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// What is taken at the moment, by all.
    var used: Int { state.withLock { $0.used } }

    /// Takes `amount`; false where that much is not free for this holder. What was taken must be given back.
    func take(_ amount: Int, for holder: BudgetHolder) -> Bool {
        state.withLock { state in
            guard amount <= capacity - state.used else { return false }
            let free = capacity - state.used - amount
            let address = state.addresses[holder.address, default: 0] + amount
            let device = state.devices[holder, default: 0] + amount
            // The first of all may take what it asks for up to these shares; where one place is all there is, it is his.
            guard state.used == 0 && amount == 1 || address <= 3 * free && (holder.journal == nil || device <= free / 2)
            else { return false }
            state.used += amount
            state.addresses[holder.address] = address
            if holder.journal != nil { state.devices[holder] = device }
            return true
        }
    }

    func giveBack(_ amount: Int, for holder: BudgetHolder) {
        state.withLock { state in
            state.used -= amount
            Self.lower(&state.addresses, holder.address, by: amount)
            if holder.journal != nil { Self.lower(&state.devices, holder, by: amount) }
        }
    }

    private static func lower<Key>(_ amounts: inout [Key: Int], _ key: Key, by amount: Int) {
        let left = amounts[key, default: 0] - amount
        amounts[key] = left > 0 ? left : nil
    }
}

/// What a holder has taken of a budget, given back when nobody refers to it any more.
final class BudgetReservation: Sendable {
    private let budget: SharedBudget
    private let holder: BudgetHolder
    private let amount = Mutex(0)

    init(_ budget: SharedBudget, for holder: BudgetHolder) {
        self.budget = budget
        self.holder = holder
    }

    /// Takes more; false where it is not free.
    func grow(by more: Int) -> Bool {
        guard budget.take(more, for: holder) else { return false }
        amount.withLock { $0 += more }
        return true
    }

    deinit {
        budget.giveBack(amount.withLock { $0 }, for: holder)
    }
}
