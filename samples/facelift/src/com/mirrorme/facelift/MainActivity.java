package com.mirrorme.facelift;

import android.app.Activity;
import android.content.Intent;
import android.graphics.SurfaceTexture;
import android.hardware.Camera;
import android.os.Bundle;
import android.widget.TextView;
import com.mirrorme.facelift.kit.Consent;
import com.mirrorme.facelift.kit.Page;
import com.mirrorme.facelift.kit.Permissions;
import java.io.IOException;

/** One picture of a face, and a film with it. The picture goes to the server as it is. */
public final class MainActivity extends Activity {
    private static final String CAMERA = "android.permission.CAMERA";

    private Consent consent;
    private TextView status;

    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        consent = new Consent(this);
        Page page = new Page(this);
        page.heading("换脸秀");
        status = page.text("拍一张正脸照，出演你喜欢的影视片段。");
        page.button("拍照换脸", view -> begin());
        setContentView(page.scrolling());
        if (!consent.agreed()) {
            consent.ask(this, Texts.REQUEST, Texts.POLICY, () -> {}, this::leave);
        }
    }

    private void begin() {
        if (!Permissions.ask(this, CAMERA)) {
            shoot();
        }
    }

    /** Overrides Android 6's method, which the SDK that this app is compiled against does not have. */
    public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
        if (Permissions.granted(this, CAMERA)) {
            shoot();
        } else {
            status.setText("没有相机权限，无法拍照。");
        }
    }

    private void shoot() {
        try {
            Camera camera = Camera.open();
            camera.setPreviewTexture(new SurfaceTexture(0));
            camera.startPreview();
            camera.takePicture(null, null, this::taken);
        } catch (IOException | RuntimeException e) {
            status.setText("相机暂时无法使用：" + e.getMessage());
        }
    }

    private void taken(byte[] picture, Camera camera) {
        camera.release();
        Upload.face(this, picture);
        startActivity(new Intent(this, ResultActivity.class));
    }

    private void leave() {
        consent.withdraw();
        finish();
        System.exit(0);
    }
}
