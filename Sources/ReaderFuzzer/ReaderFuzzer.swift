import Glibc
import ReaderFuzzing

/// libFuzzer's entry: each input goes to the reader that `YIMA_FUZZ_TARGET` names. Built by `scripts/fuzz` only.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Called by libFuzzer before all else. With `list` in place of a reader's name it prints the names, one a line, and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    guard name == "list" else { return 0 }
    for target in FuzzTarget.allCases { print(target.rawValue) }
    exit(0)
}

private let name = getenv("YIMA_FUZZ_TARGET").map { String(cString: $0) } ?? ""

private let target: FuzzTarget = {
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("YIMA_FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
}()
