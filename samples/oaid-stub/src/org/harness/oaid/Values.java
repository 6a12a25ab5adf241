package org.harness.oaid;

/** The identifiers of the persona; null where none was planted. */
public final class Values {
    public final String oaid;
    public final String vaid;
    public final String aaid;

    public Values(String oaid, String vaid, String aaid) {
        this.oaid = oaid;
        this.vaid = vaid;
        this.aaid = aaid;
    }
}
