import Logging
import TransparencyLog
import Values
import VerifiableIndex

// The states of the index, which this writer alone appends.

extension Sequencer {
    /// Begins the clock of the next state: it may fall due while nobody sends anything. Call it once at the start.
    public func keepStates() { commitSoon() }

    func wakeForState() {
        guard let making, stopReason == nil, let wait = schedule.wait(at: identity.uptime()) else { return }
        wake?.cancel()
        wake = Task {
            await making.pause(wait)
            if !Task.isCancelled { self.commitSoon() }
        }
    }

    /// Makes the state entry that is due. Nothing is between what the index says and what is appended: only this actor commits, and it
    /// does one thing after another.
    func commitState() async {
        guard let making, stopReason == nil, schedule.wait(at: identity.uptime()) == .zero else { return }
        let newest = [clock.last, lastStateTime].compactMap(\.self).max()
        let time = clock.read(after: newest, logger)
        guard let state = await making.states.state(of: tip.treeSize, at: time), state.entryCount == tip.treeSize else {
            schedule.putOff(at: identity.uptime())
            logger.debug("a state of the index is put off", metadata: ["entries": "\(tip.treeSize)"])
            return
        }
        progress.begin()
        defer { progress.end() }
        var pending = PendingCommit<Reading>(tip: tip, registry: registry, lastArrival: clock.last)
        pending.append(state)
        if let failure = await commit(&pending) {
            schedule.putOff(at: identity.uptime())
            if failure.isFatal { stop(failure.reason) }
            return
        }
        schedule.stated(at: identity.uptime())
        lastStateTime = time
        await making.states.stated(state)
    }
}
