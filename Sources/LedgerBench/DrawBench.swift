import ArgumentParser
import Codes
import Draws
import EPCIS
import Glibc
import TransparencyLog

/// Measures a draw of inspections in a province: made, and made again by whoever checks it.
struct DrawBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw", abstract: "A draw among many firms, made and checked (target: 2 s each among 240,000).")

    @Option(help: "Firms on the list.")
    var firms = 240_000

    @Option(help: "Firms that are drawn, in percent.")
    var percent = 5

    @Option(help: "Inspectors.")
    var inspectors = 1000

    func run() throws {
        let (firmFile, inspectorFile) = (Self.firmFile(firms), Self.inspectorFile(inspectors, firms: firms))
        let before = Self.peakBytes
        var started = ContinuousClock.now
        let (plan, first) = try draw(firmFile, inspectorFile, plan: nil)
        let made = ContinuousClock.now - started
        started = ContinuousClock.now
        let (_, second) = try draw(firmFile, inspectorFile, plan: plan)
        let checked = ContinuousClock.now - started
        precondition(LineTree(of: first) == LineTree(of: second), "the same draw")
        print(
            "a draw of \(plan.count) among \(firms) firms (\(firmFile.count >> 20) MiB) with \(inspectors) inspectors: "
                + "made in \(made.milliseconds) ms · checked in \(checked.milliseconds) ms   (target: 2000 ms each)")
        print("memory for it: \((Self.peakBytes - before) >> 20) MiB")
    }

    /// Reads both files, commits to them or holds them to what was committed to, and draws.
    private func draw(
        _ firmFile: [UInt8], _ inspectorFile: [UInt8], plan given: DrawPlan?
    ) throws -> (DrawPlan, [UInt8]) {
        guard let name = DrawName(uscc: "11350000MB0X00001T", word: "bench"),
            let firmTree = LineTree(of: firmFile), let inspectorTree = LineTree(of: inspectorFile),
            let seed = DrawSeed(bytes: [UInt8](repeating: 7, count: 32))
        else { preconditionFailure("a draw of this bench") }
        let list = try FirmList(firmFile, district: "35")
        let people = try InspectorList(inspectorFile)
        let count = firms * percent / 100
        let classes = ["A", "B", "C", "D"].enumerated().map { place, name in
            DrawPlan.RiskClass(name: name, weight: 1 << place, quota: count / 20)
        }
        let plan =
            given
            ?? DrawPlan(
                name: name, title: "bench", matter: "bench", district: "35", classes: classes, count: count,
                inspectorsPerFirm: 2, firmsPerInspectorMax: 4 * count / inspectors + 1, firms: firmTree,
                inspectors: inspectorTree, witnesses: [])
        return (plan, try Draw(plan, firms: list, inspectors: people, seed: seed).file)
    }

    private static func uscc(_ number: Int) -> String {
        let digits = String(number)
        return "91350000MA" + String(repeating: "0", count: 7 - digits.count) + digits + "X"
    }

    private static func firmFile(_ count: Int) -> [UInt8] {
        var file = Array("\(DrawFile.firms.header)\n".utf8)
        for number in 0..<count {
            file += "\(uscc(number)) \(["A", "B", "C", "D"][number % 4]) 35030\(number % 9) 福建省第\(number)食品有限公司\n".utf8
        }
        return file
    }

    private static func inspectorFile(_ count: Int, firms: Int) -> [UInt8] {
        let seal = InspectorList.disclosure(number: "I", name: "n", salt: [UInt8](repeating: 1, count: 16)).digest
        return InspectorList.file(
            of: (0..<count).map { number in
                InspectorList.Inspector(
                    number: "ZF\(100_000 + number)", weight: 1 + number % 3, seal: seal,
                    conflicts: (0..<20).map { uscc((number * 37 + $0 * 11) % firms) })
            })
    }

    private static var peakBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }
}
