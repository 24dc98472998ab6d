import Glibc
import Traceability

extension Timestamp {
    /// The system clock's now.
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// As people read it: the local minute, `2026-03-01 08:30`.
    var localMinute: String {
        var seconds = time_t(milliseconds / 1000)
        var local = tm()
        localtime_r(&seconds, &local)
        let numbers = [Int(local.tm_mon) + 1, Int(local.tm_mday), Int(local.tm_hour), Int(local.tm_min)]
        let two = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(Int(local.tm_year) + 1900)-\(two[0])-\(two[1]) \(two[2]):\(two[3])"
    }
}

extension CodeReader {
    /// A reader of this year: two-digit years are read around it.
    static var thisYear: CodeReader {
        CodeReader(currentYear: Int(Timestamp.now.description.prefix(4)) ?? 2026)
    }

    /// The code, or the error that a command ends with.
    func code(_ written: String) throws(CommandError) -> CanonicalCode {
        do {
            return try read(written)
        } catch {
            throw CommandError(error, code: written)
        }
    }
}
